package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Changes an attribute of a topic. */
final class SetTopicAttributes extends SnsOperation<SetTopicAttributesInput, Nothing> {
    static final OperationShape<SetTopicAttributesInput, Nothing> SHAPE =
            new OperationShape<>("SetTopicAttributes", SetTopicAttributesInput.class, Nothing.class);

    private final SnsContext sns;

    SetTopicAttributes(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, SetTopicAttributesInput input) {
        TopicKey key = SnsContext.topic(call, input.topicArn());
        String name = input.attributeName();
        if (name == null) {
            throw SnsErrors.missing("attributeName");
        }
        return sns.changed(
                key, profile -> profile.withAttributes(profile.attributes().with(name, input.attributeValue())));
    }
}
