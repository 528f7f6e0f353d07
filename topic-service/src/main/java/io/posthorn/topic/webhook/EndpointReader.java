package io.posthorn.topic.webhook;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.api.EndpointSecrets;
import io.posthorn.topic.topic.SubscriptionKey;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Endpoints as subscriptions store them, with the password that is stored beside them. Safe for use by many threads. */
public final class EndpointReader {
    private static final Logger LOG = Logger.getLogger(EndpointReader.class);

    private final EndpointSecrets secrets;
    private final WebhookSecretSeal webhookSecrets;

    public EndpointReader(EndpointSecrets secrets, WebhookSecretSeal webhookSecrets) {
        this.secrets = secrets;
        this.webhookSecrets = webhookSecrets;
    }

    /**
     * The endpoint. One whose secrets do not open goes without credentials, or without signatures: what it refuses then is its
     * dead-letter queue's.
     *
     * @param shown as lists show it
     * @param sealed the whole of it, sealed; null when there is no more than is shown
     * @param webhookSecret what requests are signed with as Standard Webhooks says, sealed; null for no such signatures
     */
    HttpEndpoint read(
            SubscriptionKey subscription, String shown, byte @Nullable [] sealed, byte @Nullable [] webhookSecret) {
        HttpEndpoint endpoint = read(shown, sealed);
        if (webhookSecret == null) {
            return endpoint;
        }
        try {
            return endpoint.with(webhookSecrets.open(subscription.topic().account(), subscription.id(), webhookSecret));
        } catch (SecretException lost) {
            LOG.warnf("the secrets of a subscription do not open subscription=%s", subscription);
            return endpoint;
        }
    }

    private HttpEndpoint read(String shown, byte @Nullable [] sealed) {
        if (sealed == null) {
            return HttpEndpoint.of(shown);
        }
        try {
            return HttpEndpoint.of(secrets.opened(sealed));
        } catch (SecretException lost) {
            HttpEndpoint without =
                    new HttpEndpoint(HttpEndpoint.of(shown).uri(), Optional.empty(), WebhookSecrets.NONE);
            LOG.warnf("the secret of an endpoint does not open endpoint=%s", without);
            return without;
        }
    }
}
