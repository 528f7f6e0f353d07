package io.posthorn.platform.event;

import java.time.Duration;
import java.util.Objects;

/**
 * A Kafka topic of ours.
 *
 * @param name its name
 * @param key what the records' key is, for people
 * @param cleanup what Kafka may drop
 * @param partitions how many partitions it is made with
 * @param partitioning how a record finds its partition
 * @param retention how long records stay where {@code cleanup} is {@link Cleanup#DELETE}
 * @param maxRecordBytes the longest batch of records that the topic takes
 */
public record Topic(
        String name,
        String key,
        Cleanup cleanup,
        int partitions,
        Partitioning partitioning,
        Duration retention,
        int maxRecordBytes) {
    private static final String DEAD = ".dead";

    /** What Kafka may drop. */
    public enum Cleanup {
        /** Records older than the retention. */
        DELETE,
        /** All but the last record of each key. */
        COMPACT
    }

    /** How a record finds its partition. */
    public enum Partitioning {
        /** By hash of its key: any number of partitions will do. */
        BY_KEY,
        /** Said by the sender: the number of partitions is part of the meaning and may not differ. */
        EXPLICIT
    }

    public Topic {
        Objects.requireNonNull(name);
        Objects.requireNonNull(key);
        Objects.requireNonNull(cleanup);
        Objects.requireNonNull(partitioning);
        if (partitions < 1 || maxRecordBytes < 1 || !retention.isPositive()) {
            throw new IllegalArgumentException("a topic has partitions, a retention and a size");
        }
    }

    /** The same topic with as many partitions as an installation has chosen. */
    public Topic withPartitions(int count) {
        return new Topic(name, key, cleanup, count, partitioning, retention, maxRecordBytes);
    }

    /** Where records of this topic go that cannot be read or applied, as {@link DeadRecord}s. */
    public Topic dead() {
        // A dead record holds the original's bytes in base64.
        return new Topic(
                name + DEAD,
                "topic-partition@offset",
                Cleanup.DELETE,
                1,
                Partitioning.BY_KEY,
                Topics.DEAD_RETENTION,
                2 * maxRecordBytes);
    }
}
