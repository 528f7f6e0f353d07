package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;

/** Deletes a subscription; one that is not there is deleted already. */
final class Unsubscribe extends SnsOperation<UnsubscribeInput, Nothing> {
    static final OperationShape<UnsubscribeInput, Nothing> SHAPE =
            new OperationShape<>("Unsubscribe", UnsubscribeInput.class, Nothing.class);

    private final SnsContext sns;

    Unsubscribe(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, UnsubscribeInput input) {
        SubscriptionKey key = SubscriptionAccess.named(call, input.subscriptionArn());
        return sns.subscriptions(key.topic().account())
                .delete(key, subscription -> {
                    SubscriptionAccess.requireUnsubscribe(call, subscription);
                    if (subscription.pending()) {
                        throw SnsErrors.invalid(
                                "SubscriptionArn", "A subscription cannot be deleted before it is confirmed");
                    }
                })
                .invoke(() -> sns.known().forget(key.topic()))
                .replaceWith(Nothing.NOTHING);
    }
}
