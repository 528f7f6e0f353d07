package io.posthorn.topic.webhook;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.api.EndpointSecrets;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Endpoints as subscriptions store them, with the password that is stored beside them. Safe for use by many threads. */
public final class EndpointReader {
    private static final Logger LOG = Logger.getLogger(EndpointReader.class);

    private final EndpointSecrets secrets;

    public EndpointReader(EndpointSecrets secrets) {
        this.secrets = secrets;
    }

    /**
     * The endpoint. One whose secret does not open goes without credentials: what it refuses then is its dead-letter queue's.
     *
     * @param shown as lists show it
     * @param sealed the whole of it, sealed; null when there is no more than is shown
     */
    public HttpEndpoint read(String shown, byte @Nullable [] sealed) {
        if (sealed == null) {
            return HttpEndpoint.of(shown);
        }
        try {
            return HttpEndpoint.of(secrets.opened(sealed));
        } catch (SecretException lost) {
            LOG.warnf("the secret of an endpoint does not open endpoint=%s", shown);
            return new HttpEndpoint(HttpEndpoint.of(shown).uri(), Optional.empty());
        }
    }
}
