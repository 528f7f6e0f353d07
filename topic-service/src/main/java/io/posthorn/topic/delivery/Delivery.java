package io.posthorn.topic.delivery;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * One thing that goes to one target.
 *
 * @param id the same whenever the same thing is made to be delivered to the same target again
 * @param target where it goes
 * @param content what goes there; several deliveries may share it
 * @param order its place among the deliveries to the target, when it must not arrive before others
 * @param publishedAt when it was accepted from whoever sent it
 * @param resentAt when somebody asked for it to be sent again, in microseconds: that began its life anew, with all its
 *     attempts and, when there is need, another burial; empty in its first life
 */
public record Delivery(
        UUID id,
        TargetKey target,
        Content content,
        Optional<Order> order,
        Instant publishedAt,
        Optional<Instant> resentAt) {
    public Delivery {
        Objects.requireNonNull(id);
        Objects.requireNonNull(target);
        Objects.requireNonNull(content);
        Objects.requireNonNull(order);
        Objects.requireNonNull(publishedAt);
        Objects.requireNonNull(resentAt);
    }

    /** One in its first life. */
    public Delivery(UUID id, TargetKey target, Content content, Optional<Order> order, Instant publishedAt) {
        this(id, target, content, order, publishedAt, Optional.empty());
    }

    /**
     * A place in a group: while one is not done, those after it in the same group wait; other groups go on.
     *
     * @param group which group of the target's
     * @param position grows within the group
     */
    public record Order(String group, long position) {
        public Order {
            Objects.requireNonNull(group);
        }
    }

    /** Which it is, without what is in it. */
    @Override
    public String toString() {
        return "Delivery[" + id + ", " + target + "]";
    }
}
