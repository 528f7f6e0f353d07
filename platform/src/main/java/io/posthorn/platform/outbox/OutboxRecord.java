package io.posthorn.platform.outbox;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.Topic;
import io.posthorn.platform.event.Topics;
import io.posthorn.wire.Blob;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka record to be.
 *
 * @param account the account on whose behalf it is sent
 * @param topic the Kafka topic's name
 * @param key the record's key: records of one key arrive in order
 * @param partition the partition of a topic with explicit ones; null for the hash of the key
 * @param payload the value, at most {@link Topics#MAX_VALUE_BYTES}: a longer one would stop all behind it
 */
public record OutboxRecord(
        AccountId account,
        String topic,
        String key,
        @Nullable Integer partition,
        Blob payload) {
    public OutboxRecord {
        Objects.requireNonNull(account);
        Objects.requireNonNull(topic);
        Objects.requireNonNull(key);
        if (payload.size() > Topics.MAX_VALUE_BYTES) {
            throw new IllegalArgumentException("a record has at most " + Topics.MAX_VALUE_BYTES + " bytes");
        }
        if (partition != null && partition < 0) {
            throw new IllegalArgumentException("a partition is 0 or more");
        }
    }

    /** A record for a topic that is partitioned by key. */
    public static OutboxRecord byKey(AccountId account, Topic topic, String key, byte[] payload) {
        require(topic, Topic.Partitioning.BY_KEY);
        return new OutboxRecord(account, topic.name(), key, null, Blob.of(payload));
    }

    /** A record for {@code partition} of a topic with explicit ones. */
    public static OutboxRecord to(int partition, AccountId account, Topic topic, String key, byte[] payload) {
        require(topic, Topic.Partitioning.EXPLICIT);
        return new OutboxRecord(account, topic.name(), key, partition, Blob.of(payload));
    }

    private static void require(Topic topic, Topic.Partitioning partitioning) {
        if (topic.partitioning() != partitioning) {
            throw new IllegalArgumentException("topic " + topic.name() + " is partitioned otherwise");
        }
    }
}
