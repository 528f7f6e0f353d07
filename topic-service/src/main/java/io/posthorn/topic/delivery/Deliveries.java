package io.posthorn.topic.delivery;

import io.vertx.core.Future;
import java.util.List;

/** Where deliveries are handed over. */
@FunctionalInterface
public interface Deliveries {
    /**
     * Completes when each of {@code deliveries} is at its target, given up, or sure to be tried again whatever happens here. The
     * same deliveries handed over again are not made twice where they are still known.
     */
    Future<Void> accept(List<Delivery> deliveries);
}
