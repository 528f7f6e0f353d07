package io.posthorn.topic.api;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.topic.topic.SubscriptionKey;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Tokens that endpoints are still to be sent, as they are stored: sealed, each for its subscription. Safe for use by many threads. */
public final class TokenSeal {
    /** The purpose of the master keys that seal them. */
    public static final String PURPOSE = "topic.tokens";

    private final SecretSealer sealer;

    /** @param sealer seals with keys for {@link #PURPOSE} */
    public TokenSeal(SecretSealer sealer) {
        this.sealer = sealer;
    }

    byte[] seal(SubscriptionKey subscription, Confirmations.Token token) {
        return sealer.seal(token.text().getBytes(StandardCharsets.US_ASCII), context(subscription));
    }

    /**
     * What {@link #seal} sealed.
     *
     * @throws SecretException when it does not open
     */
    public Confirmations.Token open(SubscriptionKey subscription, byte[] sealed, Instant expiresAt) {
        return new Confirmations.Token(
                new String(sealer.open(sealed, context(subscription)), StandardCharsets.US_ASCII), expiresAt);
    }

    private static byte[] context(SubscriptionKey subscription) {
        return (PURPOSE + "/" + subscription.topic().account() + "/" + subscription.id())
                .getBytes(StandardCharsets.US_ASCII);
    }
}
