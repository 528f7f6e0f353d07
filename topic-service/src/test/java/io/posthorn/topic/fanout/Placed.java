package io.posthorn.topic.fanout;

import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Publications as tests say them: where they stand, and what matters of them. */
record Placed(
        long topicId,
        String topic,
        int partition,
        long offset,
        @Nullable String group,
        @Nullable String deduplicationId,
        Instant at,
        String message,
        @Nullable String subject,
        boolean structured,
        Map<String, QueueDelivery.Attribute> attributes) {
    static final Instant NOON = Instant.parse("2026-01-02T12:00:00.123Z");
    static final String TOPIC = "orders.fifo";

    static Placed fifo(long topicId, int partition, long offset, String group, String deduplicationId, Instant at) {
        return new Placed(
                topicId, TOPIC, partition, offset, group, deduplicationId, at, "m" + offset, null, false, Map.of());
    }

    static Placed standard(String message) {
        return new Placed(1, "orders", 0, 0, null, null, NOON, message, null, false, Map.of());
    }

    Placed withAttributes(Map<String, QueueDelivery.Attribute> other) {
        return new Placed(
                topicId, topic, partition, offset, group, deduplicationId, at, message, subject, structured, other);
    }

    Placed withMessage(String other, @Nullable String otherSubject, boolean otherStructured) {
        return new Placed(
                topicId,
                topic,
                partition,
                offset,
                group,
                deduplicationId,
                at,
                other,
                otherSubject,
                otherStructured,
                attributes);
    }

    Placed withGroup(String other) {
        return new Placed(
                topicId,
                topic,
                partition,
                offset,
                other,
                deduplicationId,
                at,
                message,
                subject,
                structured,
                attributes);
    }

    /** The record. Its id says where it stands. */
    TopicPublication publication() {
        return new TopicPublication(
                TopicPublication.SCHEMA_VERSION,
                TopicDatabase.ACCOUNT,
                TopicDatabase.REGION,
                topic,
                topicId,
                "00000000-0000-4000-8000-%04d%08d".formatted(partition, offset),
                at,
                subject,
                message,
                structured,
                attributes,
                group,
                deduplicationId);
    }

    PlacedPublication placed() {
        return PlacedPublication.of(partition, offset, publication());
    }
}
