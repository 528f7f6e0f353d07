package io.posthorn.it.sns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What came out of one subscribed queue. Bodies are {@code group:number}, numbers from 0 on. Written by one receiver, read by
 * anybody.
 */
final class Received {
    private final boolean fifoTopic;
    private final boolean fifoQueue;
    private final Map<String, Long> bodies = new HashMap<>();
    private final Map<String, Long> deleted = new HashMap<>();
    private final List<String> violations = new ArrayList<>();

    Received(boolean fifoTopic, boolean fifoQueue) {
        this.fifoTopic = fifoTopic;
        this.fifoQueue = fifoQueue;
    }

    boolean isOfFifoTopic() {
        return fifoTopic;
    }

    /** An answer to a receive that began at {@code began}, as {@link System#nanoTime} tells it. */
    synchronized void received(String body, long began) {
        Long since = deleted.get(body);
        // A publisher that was not answered publishes again: only FIFO topics know that.
        if (fifoTopic && since != null && began - since > 0) {
            violations.add("came again after its deletion: " + body);
        }
        if (bodies.putIfAbsent(body, System.nanoTime()) != null) {
            return;
        }
        String group = group(body);
        int number = number(body);
        if (fifoQueue && number > 0 && !bodies.containsKey(group + ':' + (number - 1))) {
            violations.add("came before its predecessor: " + body);
        }
    }

    synchronized void deleted(String body) {
        deleted.putIfAbsent(body, System.nanoTime());
    }

    synchronized int count() {
        return bodies.size();
    }

    synchronized boolean has(Set<String> published) {
        return bodies.keySet().containsAll(published);
    }

    /** The longest that one took to be received; {@code published} says when each was acknowledged. */
    synchronized Duration longestDelay(Map<String, Long> published) {
        long longest = 0;
        for (Map.Entry<String, Long> each : published.entrySet()) {
            Long received = bodies.get(each.getKey());
            if (received != null) {
                longest = Math.max(longest, received - each.getValue());
            }
        }
        return Duration.ofNanos(longest);
    }

    /** What the product did not keep, in words. */
    synchronized List<String> broken(Set<String> published) {
        List<String> broken = new ArrayList<>(violations);
        Set<String> lost = new LinkedHashSet<>(published);
        lost.removeAll(bodies.keySet());
        lost.forEach(body -> broken.add("published and never received: " + body));
        return broken;
    }

    private static String group(String body) {
        return body.substring(0, body.indexOf(':'));
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring(body.indexOf(':') + 1));
    }
}
