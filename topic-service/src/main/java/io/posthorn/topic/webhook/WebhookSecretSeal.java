package io.posthorn.topic.webhook;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Secrets of subscriptions as they are stored: sealed, each subscription's for itself. Safe for use by many threads. */
public final class WebhookSecretSeal {
    /** The purpose of the master keys that seal them. */
    public static final String PURPOSE = "topic.webhook-secrets";

    private final SecretSealer sealer;

    /** @param sealer seals with keys for {@link #PURPOSE} */
    public WebhookSecretSeal(SecretSealer sealer) {
        this.sealer = sealer;
    }

    byte[] seal(AccountId account, UUID subscription, WebhookSecrets secrets) {
        return sealer.seal(secrets.encode(), context(account, subscription));
    }

    /**
     * What {@link #seal} sealed.
     *
     * @throws SecretException when it does not open
     */
    WebhookSecrets open(AccountId account, UUID subscription, byte[] sealed) {
        return WebhookSecrets.decode(sealer.open(sealed, context(account, subscription)));
    }

    private static byte[] context(AccountId account, UUID subscription) {
        return (PURPOSE + "/" + account + "/" + subscription).getBytes(StandardCharsets.US_ASCII);
    }
}
