package io.posthorn.topic.fanout;

import io.posthorn.topic.delivery.Deliveries;
import io.posthorn.topic.delivery.Delivery;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * Hands the deliveries by HTTP of one portion over, some at a time, and knows when all of them are sure to be made. Blocks while
 * too many are not. For one thread.
 */
final class HttpSink {
    /** How many are handed over at once. */
    private static final int TOGETHER = 500;

    /** How many times that may be under way: a portion may fan out to much more than it is itself. */
    private static final int MAX_UNDER_WAY = 8;

    private final Deliveries deliveries;
    private final Queue<Future<Void>> underWay = new ArrayDeque<>();
    private List<Delivery> gathered = new ArrayList<>();

    HttpSink(Deliveries deliveries) {
        this.deliveries = deliveries;
    }

    void send(Delivery delivery) throws InterruptedException, ExecutionException, TimeoutException {
        gathered.add(delivery);
        if (gathered.size() == TOGETHER) {
            handOver();
        }
    }

    /** Hands over what is gathered, without waiting for it. */
    void handOver() throws InterruptedException, ExecutionException, TimeoutException {
        if (gathered.isEmpty()) {
            return;
        }
        if (underWay.size() == MAX_UNDER_WAY) {
            Waiting.on(underWay.remove());
        }
        List<Delivery> full = gathered;
        gathered = new ArrayList<>();
        underWay.add(deliveries.accept(full));
    }

    /** Returns when everything is durable. */
    void await() throws InterruptedException, ExecutionException, TimeoutException {
        handOver();
        while (!underWay.isEmpty()) {
            Waiting.on(underWay.remove());
        }
    }
}
