package io.posthorn.queue.engine;

import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jboss.logging.Logger;

/**
 * The deliveries of one shard between Kafka and its queues: while a portion is being stored the next gathers. A portion that
 * fails ends it until it is asked to go on, from the failed portion's first delivery. Safe for use by many threads.
 */
final class Inflow {
    private static final Logger LOG = Logger.getLogger(Inflow.class);

    /** The largest portion: what a journal transaction holds easily. */
    private static final int PORTION = 500;

    private static final long PORTION_BYTES = 4L * 1024 * 1024;

    /** How much may wait behind a portion before nothing more is to be read. */
    private static final int WAITING = 4 * PORTION;

    private final Storing storing;
    private final Runnable drained;
    private final ArrayDeque<ReadDelivery> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private List<ReadDelivery> underWay = List.of();
    private long underWayBytes;
    private OptionalLong failedFrom = OptionalLong.empty();

    /** Stores a portion; completes when it is durable. */
    @FunctionalInterface
    interface Storing {
        Future<Void> store(List<ReadDelivery> portion);
    }

    /** @param drained told when there is room again after there was none; from any thread */
    Inflow(Storing storing, Runnable drained) {
        this.storing = storing;
        this.drained = drained;
    }

    /** Takes deliveries in behind those before. After a failure it takes none: they are read again. */
    void add(List<ReadDelivery> deliveries) {
        synchronized (this) {
            if (failedFrom.isPresent()) {
                return;
            }
            for (ReadDelivery each : deliveries) {
                waiting.add(each);
                waitingBytes += each.bytes();
            }
        }
        next();
    }

    /** Whether nothing more is to be read for now. */
    synchronized boolean isFull() {
        return waiting.size() >= WAITING || waitingBytes >= PORTION_BYTES;
    }

    /** The bytes of what it holds. */
    synchronized long bytes() {
        return waitingBytes + underWayBytes;
    }

    /** From where to read again, when a portion failed. */
    synchronized OptionalLong failedFrom() {
        return failedFrom;
    }

    /** What failed is being read again. */
    synchronized void again() {
        failedFrom = OptionalLong.empty();
    }

    private void next() {
        List<ReadDelivery> portion = new ArrayList<>();
        boolean room;
        synchronized (this) {
            if (!underWay.isEmpty() || failedFrom.isPresent() || waiting.isEmpty()) {
                return;
            }
            boolean wasFull = isFull();
            long bytes = 0;
            do {
                ReadDelivery each = waiting.remove();
                portion.add(each);
                bytes += each.bytes();
            } while (!waiting.isEmpty()
                    && portion.size() < PORTION
                    && bytes + waiting.peek().bytes() <= PORTION_BYTES);
            waitingBytes -= bytes;
            underWay = portion;
            underWayBytes = bytes;
            room = wasFull && !isFull();
        }
        if (room) {
            drained.run();
        }
        storing.store(portion).onComplete(result -> {
            synchronized (this) {
                underWay = List.of();
                underWayBytes = 0;
                if (result.failed()) {
                    failedFrom = OptionalLong.of(portion.getFirst().offset());
                    waiting.clear();
                    waitingBytes = 0;
                }
            }
            if (result.failed()) {
                LOG.debug("a portion of deliveries is read again", result.cause());
            } else {
                next();
            }
        });
    }
}
