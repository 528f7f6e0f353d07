package io.posthorn.queue.seal;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The data keys of this process's queues: made here, stored sealed under the master key, and read back from the store when
 * they are not among those used lately. Safe for use by many threads.
 */
public final class DataKeys {
    /** The purpose of the master keys that seal data keys. */
    public static final String PURPOSE = "queue.data-keys";

    /** How many keys are kept open: one for each queue and five minutes of sending, and a key is some 200 bytes. */
    private static final int MOST_OPEN = 20_000;

    private static final int KEY_BYTES = 32;

    private final StoredKeys store;
    private final SecretSealer sealer;
    private final SecureRandom random;
    private final Map<UUID, SecretKey> open = new LinkedHashMap<>(64, 0.75f, true);

    /**
     * @param store where keys are read from
     * @param sealer seals them, with keys for {@link #PURPOSE}
     * @param random where they come from
     */
    public DataKeys(StoredKeys store, SecretSealer sealer, SecureRandom random) {
        this.store = store;
        this.sealer = sealer;
        this.random = random;
    }

    /** A new key for {@code queue} to seal with. */
    DataKey fresh(QueueRef queue, Instant now) {
        byte[] bytes = new byte[KEY_BYTES];
        random.nextBytes(bytes);
        UUID id = UUID.randomUUID();
        SecretKey key = new SecretKeySpec(bytes, "AES");
        remember(id, key);
        Transport.SealedKey stored = new Transport.SealedKey(queue, id, sealer.seal(bytes, context(queue, id)));
        return new DataKey(key, stored, now);
    }

    /** The keys {@code ids} of {@code queue}; fails with {@link SealException} when one is not there or does not open. */
    Future<Map<UUID, SecretKey>> find(QueueRef queue, Set<UUID> ids) {
        Map<UUID, SecretKey> found = new HashMap<>();
        List<UUID> missing = new ArrayList<>(0);
        for (UUID id : ids) {
            SecretKey key = recall(id);
            if (key == null) {
                missing.add(id);
            } else {
                found.put(id, key);
            }
        }
        if (missing.isEmpty()) {
            return Future.succeededFuture(found);
        }
        return store.load(queue, missing).map(stored -> {
            for (UUID id : missing) {
                byte[] sealed = stored.get(id);
                if (sealed == null) {
                    throw new SealException("the data key of stored messages is gone: " + id);
                }
                found.put(id, opened(queue, id, sealed));
            }
            return found;
        });
    }

    private SecretKey opened(QueueRef queue, UUID id, byte[] sealed) {
        try {
            SecretKey key = new SecretKeySpec(sealer.open(sealed, context(queue, id)), "AES");
            remember(id, key);
            return key;
        } catch (SecretException e) {
            throw new SealException("data key " + id + " does not open with the master keys given", e);
        }
    }

    private synchronized @Nullable SecretKey recall(UUID id) {
        return open.get(id);
    }

    private synchronized void remember(UUID id, SecretKey key) {
        open.put(id, key);
        if (open.size() > MOST_OPEN) {
            // In order of use: the first is the one longest unused.
            open.remove(open.keySet().iterator().next());
        }
    }

    private static byte[] context(QueueRef queue, UUID id) {
        return ("queue.data_keys/" + queue.account() + "/" + queue.queueId() + "/" + id)
                .getBytes(StandardCharsets.UTF_8);
    }
}
