package io.posthorn.topic.api;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.random.RandomGenerator;

/**
 * What an installation chooses of the API.
 *
 * @param httpOnFifo whether URLs may subscribe to FIFO topics, which the real service refuses
 * @param confirmationTime how long an endpoint has to confirm
 * @param random where tokens come from; must be one that nobody can predict
 */
public record SnsOptions(boolean httpOnFifo, Duration confirmationTime, RandomGenerator random) {
    public SnsOptions {
        Objects.requireNonNull(random);
        if (!confirmationTime.isPositive()) {
            throw new IllegalArgumentException("an endpoint has some time to confirm");
        }
    }

    Confirmations.Token freshToken(Instant now) {
        return Confirmations.Token.fresh(random, now.plus(confirmationTime));
    }
}
