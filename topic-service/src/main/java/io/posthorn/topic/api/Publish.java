package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.message.Publication;
import io.posthorn.topic.message.PublishRules;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

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
        return topic(call, input).flatMap(topic -> {
            Publication publication = PublishRules.check(Publishing.draft(input), Publishing.rules(topic));
            return Publishing.of(sns, topic, publication)
                    .map(sent -> new PublishOutput(sent.messageId(), sent.sequenceNumber()));
        });
    }

    /** What the one of three parameters names that is given; phones and mobile endpoints are not served. */
    private Uni<TopicDescription> topic(Call call, PublishInput input) {
        if (input.phoneNumber() != null) {
            throw SnsErrors.invalid("PhoneNumber", "This endpoint does not send text messages");
        }
        String topic = input.topicArn();
        String target = input.targetArn();
        if (topic != null && target != null) {
            throw SnsErrors.invalid("TopicArn or TargetArn", "both TopicArn and TargetArn specified");
        }
        if (topic != null) {
            return sns.find(call, topic);
        }
        if (target == null) {
            throw SnsErrors.invalid("TopicArn or TargetArn", "no value for required parameter");
        }
        if (target.contains(":endpoint/")) {
            throw SnsErrors.invalid("TargetArn", "No endpoint found for the target arn specified");
        }
        return sns.target(call, target);
    }
}
