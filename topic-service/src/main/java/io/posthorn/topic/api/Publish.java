package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.message.Publication;
import io.posthorn.topic.message.PublishRules;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import org.jspecify.annotations.Nullable;

/** Publishes a message to a topic: it is answered when the message is durable, and delivered after that. */
final class Publish extends SnsOperation<PublishInput, PublishOutput> {
    static final OperationShape<PublishInput, PublishOutput> SHAPE =
            new OperationShape<>("Publish", PublishInput.class, PublishOutput.class);

    private final SnsContext sns;

    Publish(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<PublishOutput> answer(Call call, PublishInput input) {
        String arn = target(input);
        return sns.find(call, arn).flatMap(topic -> {
            Publication publication = PublishRules.check(Publishing.draft(input), Publishing.rules(topic));
            return Publishing.of(sns, topic, publication)
                    .map(sent -> new PublishOutput(sent.messageId(), sent.sequenceNumber()));
        });
    }

    /** The one of three parameters that says where the message goes; phones and mobile endpoints are not served. */
    static @Nullable String target(PublishInput input) {
        if (input.phoneNumber() != null) {
            throw SnsErrors.invalid("PhoneNumber", "This endpoint does not send text messages");
        }
        String topic = input.topicArn();
        String target = input.targetArn();
        if (topic == null && target == null) {
            throw SnsErrors.invalid("TopicArn or TargetArn", "no value for required parameter");
        }
        if (topic != null && target != null) {
            throw SnsErrors.invalid("TopicArn or TargetArn", "both TopicArn and TargetArn specified");
        }
        if (topic == null && target != null && target.contains(":endpoint/")) {
            throw SnsErrors.invalid("TargetArn", "No endpoint found for the target arn specified");
        }
        return topic == null ? target : topic;
    }
}
