package io.posthorn.topic.delivery;

import io.posthorn.topic.attribute.HealthyRetryPolicy;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A delivery policy's retries. Delays are jittered by a tenth, in the phase that backs off only, and stay between the
 * policy's shortest and longest.
 */
public record HealthyRetries(HealthyRetryPolicy policy) implements RetrySchedule {
    private static final int JITTER_DIVISOR = 10;

    public HealthyRetries {
        Objects.requireNonNull(policy);
    }

    @Override
    public Optional<Duration> delayBefore(int retry) {
        return retry < policy.numRetries() ? Optional.of(policy.delayBefore(retry)) : Optional.empty();
    }

    @Override
    public Range jitterOf(int retry) {
        Duration delay = policy.delayBefore(retry);
        if (!policy.backsOffBefore(retry)) {
            return new Range(delay, delay);
        }
        Duration tenth = delay.dividedBy(JITTER_DIVISOR);
        Duration min = delay.minus(tenth);
        Duration max = delay.plus(tenth);
        Duration shortest = Duration.ofSeconds(policy.minDelayTarget());
        Duration longest = Duration.ofSeconds(policy.maxDelayTarget());
        return new Range(min.compareTo(shortest) < 0 ? shortest : min, max.compareTo(longest) > 0 ? longest : max);
    }

    @Override
    public Duration maxAge() {
        return HealthyRetryPolicy.MAX_TOTAL;
    }
}
