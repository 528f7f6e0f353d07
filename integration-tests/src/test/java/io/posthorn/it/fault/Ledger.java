package io.posthorn.it.fault;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * What the product has promised about one queue, and how it kept it: sends and deletions that were acknowledged, and what
 * was received. Written by one sender and one receiver at the same time.
 */
final class Ledger {
    private final boolean fifo;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Set<String> received = ConcurrentHashMap.newKeySet();
    private final Map<String, Long> deleted = new ConcurrentHashMap<>();
    private final Map<String, NavigableMap<Integer, Boolean>> groups = new ConcurrentHashMap<>();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();

    Ledger(boolean fifo) {
        this.fifo = fifo;
    }

    /** A send was answered well. In a FIFO queue the body is {@code group:number}, and numbers grow. */
    void acknowledged(String messageId, String body) {
        acknowledged.put(messageId, body);
        if (fifo) {
            NavigableMap<Integer, Boolean> group = group(body);
            synchronized (group) {
                group.putIfAbsent(number(body), false);
            }
        }
    }

    /** An answer to a receive that began at {@code began}, as {@link System#nanoTime} tells it. */
    void received(List<Message> messages, long began) {
        for (Message message : messages) {
            Long since = deleted.get(message.messageId());
            if (since != null && began - since > 0) {
                violations.add("received after its deletion was acknowledged: " + message.body());
            }
            received.add(message.messageId());
            if (fifo) {
                inOrder(message.body());
            }
        }
    }

    private void inOrder(String body) {
        NavigableMap<Integer, Boolean> group = group(body);
        int number = number(body);
        synchronized (group) {
            group.headMap(number).forEach((earlier, seen) -> {
                if (!seen) {
                    violations.add("received before number " + earlier + " of its group: " + body);
                }
            });
            group.put(number, true);
        }
    }

    /** A deletion was answered well. */
    void deleted(String messageId) {
        deleted.putIfAbsent(messageId, System.nanoTime());
    }

    /** Whether every message whose send was acknowledged has been received. */
    boolean isReceived() {
        return received.containsAll(acknowledged.keySet());
    }

    int acknowledgedSends() {
        return acknowledged.size();
    }

    int acknowledgedDeletions() {
        return deleted.size();
    }

    /** What the product did not keep, in words. */
    List<String> broken() {
        List<String> broken = new ArrayList<>(violations);
        Set<String> lost = new HashSet<>(acknowledged.keySet());
        lost.removeAll(received);
        lost.forEach(id -> broken.add("acknowledged and never received: " + acknowledged.get(id)));
        return broken;
    }

    private NavigableMap<Integer, Boolean> group(String body) {
        return groups.computeIfAbsent(body.substring(0, body.indexOf(':')), _ -> new TreeMap<>());
    }

    private static int number(String body) {
        return Integer.parseInt(body.substring(body.indexOf(':') + 1));
    }
}
