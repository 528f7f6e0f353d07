package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.catalog.Removal;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Deletes a subscription; one that is not there is deleted already. An endpoint whose subscription is ended by somebody else than
 * its owner, through the link in every message, is told so and may restore it.
 */
final class Unsubscribe extends SnsOperation<UnsubscribeInput, Nothing> {
    static final OperationShape<UnsubscribeInput, Nothing> SHAPE =
            new OperationShape<>("Unsubscribe", UnsubscribeInput.class, Nothing.class);

    private static final Logger LOG = Logger.getLogger(Unsubscribe.class);

    private final SnsContext sns;

    Unsubscribe(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<Nothing> answer(Call call, UnsubscribeInput input) {
        SubscriptionKey key = SubscriptionAccess.named(call, input.subscriptionArn());
        Instant now = sns.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        Confirmations.Ended ended = new Confirmations.Ended(
                key, sns.options().freshToken(now), sns.ids().get(), now);
        return sns.subscriptions(key.topic().account())
                .delete(key, subscription -> {
                    SubscriptionAccess.requireUnsubscribe(call, subscription);
                    if (subscription.pending()) {
                        throw SnsErrors.invalid(
                                "SubscriptionArn", "A subscription cannot be deleted before it is confirmed");
                    }
                    return isTold(call, subscription) ? Optional.of(removal(ended)) : Optional.empty();
                })
                .invoke(() -> sns.known().forget(key.topic()))
                .flatMap(deleted -> deleted.filter(subscription -> isTold(call, subscription))
                        .map(_ -> tell(ended))
                        .orElseGet(() -> Uni.createFrom().voidItem()))
                .replaceWith(Nothing.NOTHING);
    }

    private static boolean isTold(Call call, SubscriptionDescription subscription) {
        return subscription.protocol().isHttp() && !SubscriptionAccess.isOwner(call, subscription);
    }

    private Removal removal(Confirmations.Ended ended) {
        return new Removal(
                ended.token().stored(),
                sns.tokens().seal(ended.subscription(), ended.token()),
                ended.messageId(),
                ended.at());
    }

    /** The subscription is gone whether or not this succeeds; what the endpoint is to be told is on record with that. */
    private Uni<Void> tell(Confirmations.Ended ended) {
        return sns.confirmations()
                .unsubscribed(ended)
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        failure,
                        "an endpoint is told later that it is unsubscribed subscription=%s",
                        ended.subscription()))
                .onFailure()
                .recoverWithNull();
    }
}
