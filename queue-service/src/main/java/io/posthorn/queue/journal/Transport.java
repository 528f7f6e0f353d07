package io.posthorn.queue.journal;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.outbox.OutboxRecord;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * What travels with the entries of an append, in the same transaction: a message leaves exactly when its row goes, and has
 * arrived exactly when its row stands. Writing it again changes nothing, but for {@code outgoing}, whose copies are known
 * by their delivery ids.
 *
 * @param outgoing records for Kafka
 * @param arrived deliveries that the entries store
 * @param consumed how far a partition of deliveries has been read with them
 * @param progress how far a move task has come with them
 * @param keys the data keys that the entries' payloads are sealed with, those that may not be stored yet
 */
public record Transport(
        List<OutboxRecord> outgoing,
        List<Arrival> arrived,
        Optional<Consumed> consumed,
        Optional<Progress> progress,
        List<SealedKey> keys) {
    /** Nothing travels. */
    public static final Transport NONE = new Transport(List.of(), List.of(), Optional.empty(), Optional.empty());

    /** A delivery by its id. */
    public record Arrival(AccountId account, String deliveryId) {
        public Arrival {
            Objects.requireNonNull(account);
            Objects.requireNonNull(deliveryId);
        }
    }

    /** The next offset to read of a shard's partition. */
    public record Consumed(int shard, long nextOffset) {}

    /** How many messages a move task has moved in all. */
    public record Progress(AccountId account, UUID task, long moved) {
        public Progress {
            Objects.requireNonNull(account);
            Objects.requireNonNull(task);
        }
    }

    /**
     * A data key as it is stored.
     *
     * @param queue whose messages it seals
     * @param id what their rows name it by
     * @param sealed the key, sealed under the master key; not copied, not to be changed
     */
    public record SealedKey(QueueRef queue, UUID id, byte[] sealed) {
        public SealedKey {
            Objects.requireNonNull(queue);
            Objects.requireNonNull(id);
            Objects.requireNonNull(sealed);
        }

        /** Its id only. */
        @Override
        public String toString() {
            return "SealedKey[" + id + "]";
        }
    }

    public Transport {
        outgoing = List.copyOf(outgoing);
        arrived = List.copyOf(arrived);
        Objects.requireNonNull(consumed);
        Objects.requireNonNull(progress);
        keys = List.copyOf(keys);
    }

    /** Without data keys. */
    public Transport(
            List<OutboxRecord> outgoing,
            List<Arrival> arrived,
            Optional<Consumed> consumed,
            Optional<Progress> progress) {
        this(outgoing, arrived, consumed, progress, List.of());
    }

    /** The same with {@code added} data keys. */
    public Transport with(List<SealedKey> added) {
        return added.isEmpty() ? this : new Transport(outgoing, arrived, consumed, progress, added);
    }

    /** Only records for Kafka. */
    public static Transport outgoing(List<OutboxRecord> outgoing) {
        return new Transport(outgoing, List.of(), Optional.empty(), Optional.empty());
    }

    /** Only deliveries that the entries store. */
    public static Transport arrived(List<Arrival> arrived) {
        return new Transport(List.of(), arrived, Optional.empty(), Optional.empty());
    }

    /** Records for Kafka, and how far the task has come that sends them. */
    public static Transport outgoing(List<OutboxRecord> outgoing, Progress progress) {
        return new Transport(outgoing, List.of(), Optional.empty(), Optional.of(progress));
    }

    boolean isEmpty() {
        return outgoing.isEmpty() && arrived.isEmpty() && consumed.isEmpty() && progress.isEmpty() && keys.isEmpty();
    }
}
