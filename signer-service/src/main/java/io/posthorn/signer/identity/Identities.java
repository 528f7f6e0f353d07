package io.posthorn.signer.identity;

import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.signer.sigv4.SigningKeys;
import io.posthorn.signer.sigv4.SigningSecret;
import io.posthorn.wire.Blob;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * All access keys, in memory. Fed from PostgreSQL and from Kafka in any order: of each key the record with the highest
 * version counts. Reading never waits; thread-safe.
 */
public final class Identities implements AccessKeys {
    private static final Logger LOG = Logger.getLogger(Identities.class);

    /** The newest record of a key; {@code usable} is null when it is deleted, suspended or cannot be opened. */
    private record Held(long version, @Nullable AccessKey usable) {}

    private final Map<String, Held> held = new ConcurrentHashMap<>();
    private final Secrets secrets;
    private final SigningKeys signingKeys;
    private volatile boolean loaded;

    /** Opens secrets with {@code secrets} and drops from {@code signingKeys} what was derived from a replaced one. */
    public Identities(Secrets secrets, SigningKeys signingKeys) {
        this.secrets = secrets;
        this.signingKeys = signingKeys;
    }

    @Override
    public @Nullable AccessKey find(String accessKeyId) {
        Held key = held.get(accessKeyId);
        return key == null ? null : key.usable;
    }

    /** Takes all of {@code events}; from then on the identities count as loaded. */
    public void load(Collection<IdentityEvent> events) {
        events.forEach(this::apply);
        loaded = true;
    }

    /** Takes {@code event} unless a record as new is already held. */
    public void apply(IdentityEvent event) {
        held.compute(event.accessKeyId(), (id, before) -> {
            if (before != null && before.version >= event.version()) {
                return before;
            }
            if (before != null) {
                signingKeys.forget(id);
            }
            return new Held(event.version(), usable(event));
        });
    }

    /** Whether they were loaded once: before, not finding a key means nothing. */
    public boolean areLoaded() {
        return loaded;
    }

    /** How many keys may sign. */
    public int size() {
        return (int) held.values().stream().filter(key -> key.usable != null).count();
    }

    private @Nullable AccessKey usable(IdentityEvent event) {
        Blob sealed = event.sealedSecret();
        if (sealed == null || event.status() != IdentityEvent.Status.ACTIVE) {
            return null;
        }
        try {
            String secret = secrets.open(event.account(), event.accessKeyId(), sealed.bytes());
            return new AccessKey(event.accessKeyId(), event.account(), event.principal(), new SigningSecret(secret));
        } catch (SecretException e) {
            LOG.errorf(
                    "Access key cannot be used account=%s accessKeyId=%s reason=%s",
                    event.account(), event.accessKeyId(), e.getMessage());
            return null;
        }
    }
}
