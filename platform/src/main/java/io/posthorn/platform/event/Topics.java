package io.posthorn.platform.event;

import io.posthorn.platform.shard.Shards;
import java.time.Duration;
import java.util.List;

/** The Kafka topics by which services meet. */
public final class Topics {
    /** The longest value of a record, in bytes: a message of 1 MiB in base64 with room for its attributes. */
    public static final int MAX_VALUE_BYTES = 3 * 1024 * 1024;

    /** The longest batch that a topic takes and a producer sends, in bytes. */
    public static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

    /** How long dead records wait for somebody to look: as long as a queue keeps a message at most. */
    public static final Duration DEAD_RETENTION = Duration.ofDays(14);

    /** Longer than any outage of a consumer that is survivable: what expires here unread is lost. */
    private static final Duration WORK_RETENTION = Duration.ofDays(14);

    private static final Duration USAGE_RETENTION = Duration.ofDays(7);

    /** Access keys, principals and their policies: {@link IdentityEvent}. Signer to all. */
    public static final Topic SIGNER_IDENTITIES = compacted("signer.identities", "account/access key id", 8);

    /** The key that signs notifications: {@link NotificationKeyEvent}. Signer to topic services. */
    public static final Topic SIGNER_NOTIFICATION_KEYS = compacted("signer.notification-keys", "key number", 1);

    /** Who owns which shard: {@link ShardOwnerEvent}. Queue owners to edges. */
    public static final Topic QUEUE_SHARD_OWNERS = compacted("queue.shard-owners", "shard", 1);

    /** Messages that move into queues: {@link QueueDelivery}. One partition for each shard. */
    public static final Topic QUEUE_DELIVERIES = new Topic(
            "queue.deliveries",
            "account/region/queue",
            Topic.Cleanup.DELETE,
            Shards.DEFAULT_COUNT,
            Topic.Partitioning.EXPLICIT,
            WORK_RETENTION,
            MAX_BATCH_BYTES);

    /** What was published to topics. */
    public static final Topic TOPIC_PUBLICATIONS = work("topic.publications", "topic; FIFO: topic and group", 32);

    /** What owners of targets outside should know: {@link TargetNotice}. */
    public static final Topic TOPIC_NOTICES = work("topic.notices", "account/kind/target", 4);

    /** What was put on event buses. */
    public static final Topic EVENTS_ENTRIES = work("events.entries", "bus", 32);

    /** What brokers have to be made of. */
    public static final Topic BROKER_OPERATIONS = work("broker.operations", "broker id", 8);

    /** What accounts used, for metering and audit. */
    public static final Topic PLATFORM_USAGE = new Topic(
            "platform.usage",
            "account",
            Topic.Cleanup.DELETE,
            8,
            Topic.Partitioning.BY_KEY,
            USAGE_RETENTION,
            MAX_BATCH_BYTES);

    private Topics() {}

    /** Every topic, without their dead ones, for an installation of {@code shards}. */
    public static List<Topic> all(Shards shards) {
        return List.of(
                SIGNER_IDENTITIES,
                SIGNER_NOTIFICATION_KEYS,
                QUEUE_SHARD_OWNERS,
                QUEUE_DELIVERIES.withPartitions(shards.count()),
                TOPIC_PUBLICATIONS,
                TOPIC_NOTICES,
                EVENTS_ENTRIES,
                BROKER_OPERATIONS,
                PLATFORM_USAGE);
    }

    private static Topic compacted(String name, String key, int partitions) {
        return new Topic(
                name,
                key,
                Topic.Cleanup.COMPACT,
                partitions,
                Topic.Partitioning.BY_KEY,
                WORK_RETENTION,
                MAX_BATCH_BYTES);
    }

    private static Topic work(String name, String key, int partitions) {
        return new Topic(
                name,
                key,
                Topic.Cleanup.DELETE,
                partitions,
                Topic.Partitioning.BY_KEY,
                WORK_RETENTION,
                MAX_BATCH_BYTES);
    }
}
