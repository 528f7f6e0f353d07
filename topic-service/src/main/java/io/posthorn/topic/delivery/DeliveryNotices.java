package io.posthorn.topic.delivery;

import java.time.Instant;

/** Who is told of what happens to targets. Called once for each event, by one replica, and must not block. */
@FunctionalInterface
public interface DeliveryNotices {
    /** The target failed for too long and gets nothing any more, from {@code at} on. */
    void disabled(TargetKey target, Instant at);
}
