package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.SubscriptionCounts;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/** Answers what a topic is like. */
final class GetTopicAttributes extends SnsOperation<GetTopicAttributesInput, GetTopicAttributesOutput> {
    static final OperationShape<GetTopicAttributesInput, GetTopicAttributesOutput> SHAPE =
            new OperationShape<>("GetTopicAttributes", GetTopicAttributesInput.class, GetTopicAttributesOutput.class);

    private final SnsContext sns;

    GetTopicAttributes(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<GetTopicAttributesOutput> answer(Call call, GetTopicAttributesInput input) {
        return sns.find(call, input.topicArn())
                .flatMap(topic -> sns.catalog(topic.key())
                        .counts(topic.id())
                        .map(counts -> new GetTopicAttributesOutput(topic.attributes()
                                .shown(
                                        new SubscriptionCounts(
                                                counts.confirmed(), counts.pending(), topic.deletedSubscriptions()),
                                        topic.archivedSince()))));
    }
}
