package io.posthorn.topic.webhook;

import io.posthorn.topic.attribute.EffectiveDeliveryPolicy;
import io.posthorn.topic.delivery.HealthyRetries;
import io.posthorn.topic.delivery.RetrySchedule;
import io.posthorn.topic.delivery.Target;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.topic.SubscriptionKey;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * An endpoint that is asked whether it wants to be subscribed, or told that it no longer is.
 *
 * @param policy how its deliveries go: confirmations are tried again as notifications are
 * @param tokenHash of the token that counts now: a confirmation with another is of no use any more
 */
record AskedEndpoint(
        SubscriptionKey subscription, HttpEndpoint endpoint, EffectiveDeliveryPolicy policy, byte[] tokenHash)
        implements Target {
    /** What the kind of these targets is called where it is stored. */
    static final String KIND = "sns-confirmation";

    /** Confirmations of one subscription are few. */
    private static final int MAX_CONCURRENT = 2;

    AskedEndpoint {
        Objects.requireNonNull(subscription);
        Objects.requireNonNull(endpoint);
        Objects.requireNonNull(policy);
        tokenHash = tokenHash.clone();
    }

    @Override
    public TargetKey key() {
        return new TargetKey(subscription.topic().account(), KIND, subscription.id());
    }

    @Override
    public RetrySchedule retries() {
        return new HealthyRetries(policy.healthyRetryPolicy());
    }

    @Override
    public OptionalInt maxPerSecond() {
        return policy.maxReceivesPerSecond();
    }

    @Override
    public int maxConcurrent() {
        return MAX_CONCURRENT;
    }

    @Override
    public String toString() {
        return "AskedEndpoint[" + subscription + "]";
    }
}
