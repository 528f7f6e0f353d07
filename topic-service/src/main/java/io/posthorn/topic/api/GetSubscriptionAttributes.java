package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.attribute.SubscriptionStanding;
import io.posthorn.topic.attribute.TopicDeliveryPolicy;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Optional;

/** Answers what a subscription is like. */
final class GetSubscriptionAttributes
        extends SnsOperation<GetSubscriptionAttributesInput, GetSubscriptionAttributesOutput> {
    static final OperationShape<GetSubscriptionAttributesInput, GetSubscriptionAttributesOutput> SHAPE =
            new OperationShape<>(
                    "GetSubscriptionAttributes",
                    GetSubscriptionAttributesInput.class,
                    GetSubscriptionAttributesOutput.class);

    private final SnsContext sns;

    GetSubscriptionAttributes(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<GetSubscriptionAttributesOutput> answer(Call call, GetSubscriptionAttributesInput input) {
        SubscriptionKey key = SubscriptionAccess.named(call, input.subscriptionArn());
        return sns.subscriptions(key.topic().account())
                .find(key)
                .map(found -> found.orElseThrow(SnsErrors::subscriptionNotFound))
                .invoke(subscription -> SubscriptionAccess.require(call, subscription, SHAPE.name()))
                .flatMap(subscription -> sns.known()
                        .find(key.topic())
                        .map(topic -> new GetSubscriptionAttributesOutput(subscription
                                .attributes()
                                .shown(
                                        key,
                                        new SubscriptionStanding(
                                                subscription.pending(),
                                                subscription.authenticated(),
                                                Optional.of(subscription.principal()),
                                                subscription.replayStatus()),
                                        topic.map(found -> found.attributes().deliveryPolicy())
                                                .orElse(TopicDeliveryPolicy.NONE)))));
    }
}
