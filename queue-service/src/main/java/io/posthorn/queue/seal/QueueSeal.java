package io.posthorn.queue.seal;

import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Seals what one live queue stores, and opens it again. Its key changes when it has served for as long as the queue's
 * attributes say, or has sealed 2^24 messages, and with every time that the queue comes into memory. For the queue's event
 * loop.
 */
public final class QueueSeal {
    private final QueueRef queue;
    private final DataKeys keys;
    private final MessageCipher cipher;
    private @Nullable DataKey current;

    /**
     * Entries as they are to be stored.
     *
     * @param entries with sealed payloads where the queue seals
     * @param used the keys that sealed them and are not known to be stored: their rows go along
     */
    public record Sealed(List<JournalEntry> entries, List<DataKey> used) {
        public Sealed {
            used = List.copyOf(used);
        }

        /** What is to be stored with the entries. */
        public List<Transport.SealedKey> keys() {
            return used.stream().map(DataKey::stored).toList();
        }

        /** All of it stands. On the loop. */
        public void durable() {
            used.forEach(DataKey::nowDurable);
        }
    }

    /** The seal of {@code queue}, which has no key yet. */
    public QueueSeal(QueueRef queue, DataKeys keys) {
        this.queue = queue;
        this.keys = keys;
        this.cipher = new MessageCipher(queue);
    }

    /** Seals what {@code entries} insert, if the queue seals at all. */
    public Sealed seal(List<JournalEntry> entries, QueueAttributes attributes, Instant now) {
        if (!attributes.isSealed() || entries.stream().noneMatch(JournalEntry.Insert.class::isInstance)) {
            return new Sealed(entries, List.of());
        }
        List<JournalEntry> sealed = new ArrayList<>(entries.size());
        List<DataKey> used = new ArrayList<>(1);
        for (JournalEntry entry : entries) {
            if (!(entry instanceof JournalEntry.Insert(var message, var payload))) {
                sealed.add(entry);
                continue;
            }
            DataKey key = current;
            if (key == null || !key.serves(now, attributes.dataKeyReuse())) {
                key = keys.fresh(queue, now);
                current = key;
            }
            // Until one transaction with the key's row is known to stand, each brings it: the first might be lost
            // alone.
            if (!key.isDurable() && !used.contains(key)) {
                used.add(key);
            }
            sealed.add(new JournalEntry.Insert(
                    message, cipher.seal(key.key(), key.id(), key.next(), message.id(), payload)));
        }
        return new Sealed(sealed, used);
    }

    /**
     * Opens stored payloads, those that are sealed; fails with {@link SealException} when one does not open.
     *
     * @param ids the MessageId of each by sequence
     * @param stored payloads by sequence
     */
    public Future<Map<Long, Payload>> open(Map<Long, MessageId> ids, Map<Long, Payload> stored) {
        Set<UUID> keyIds = new HashSet<>();
        for (Payload payload : stored.values()) {
            UUID id = payload.encryptionKeyId();
            if (id != null) {
                keyIds.add(id);
            }
        }
        return keyIds.isEmpty()
                ? Future.succeededFuture(stored)
                : keys.find(queue, keyIds).map(found -> opened(ids, stored, found));
    }

    private Map<Long, Payload> opened(Map<Long, MessageId> ids, Map<Long, Payload> stored, Map<UUID, SecretKey> found) {
        Map<Long, Payload> opened = new HashMap<>();
        stored.forEach((sequence, payload) -> {
            UUID keyId = payload.encryptionKeyId();
            opened.put(
                    sequence,
                    keyId == null
                            ? payload
                            : cipher.open(
                                    Objects.requireNonNull(found.get(keyId)),
                                    Objects.requireNonNull(ids.get(sequence)),
                                    payload));
        });
        return opened;
    }
}
