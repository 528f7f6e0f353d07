package io.posthorn.queue.state;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The end of a deep backlog: durable messages that only the store has. In order of sequence they follow all that are in memory, but for
 * those not durable yet, and none of them was received under this owner.
 *
 * <pre>
 *   in memory or gone ─ readThrough │ in the store alone ─ last │ not durable yet
 * </pre>
 *
 * <p>While a read is under way that is expected to reach the end, what becomes durable waits for it instead of joining the tail:
 * otherwise a busy queue would never be rid of its tail.
 */
final class Tail {

    private long readThrough;
    private long last;
    private long count;
    private @Nullable TailRead underWay;
    private boolean reachesEnd;

    /** How many have a delay that ends in a second, by that second; at most one entry for each second of the longest delay. */
    private final TreeMap<Long, Integer> delays = new TreeMap<>();

    /** Deleted by a handle of an earlier owner, not yet passed by {@link #readThrough}: a read may still bring them. */
    private final Set<Long> deleted = new HashSet<>();

    boolean isEmpty() {
        return last <= readThrough;
    }

    /** How many messages there are. Exact unless an earlier owner lost track of a delete. */
    long count() {
        return count;
    }

    /** How many of them have a delay that is not over. */
    int delayed(long now) {
        delays.headMap(now / 1000, true).clear();
        return delays.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** A durable message, later than all before, is left to the store. */
    void add(long sequence, long visibleAt, long now) {
        append(sequence, 1);
        if (visibleAt > now) {
            delays.merge(visibleAt / 1000, 1, Integer::sum);
        }
    }

    /** The store has {@code messages} more behind those restored, the last of them {@code through}. */
    void append(long through, long messages) {
        if (isEmpty()) {
            // What is between was purged, deleted, or is in memory.
            readThrough = Math.max(readThrough, last);
            count = 0;
        }
        last = through;
        count += messages;
    }

    /** Everything up to {@code sequence} is in memory or gone. */
    void passed(long sequence) {
        readThrough = Math.max(readThrough, sequence);
    }

    boolean underWay() {
        return underWay != null;
    }

    /** Whether what becomes durable should wait for the read that is under way. */
    boolean catchingUp() {
        return underWay != null && reachesEnd;
    }

    TailRead begin(int limit) {
        TailRead read = new TailRead(readThrough, last, limit);
        underWay = read;
        reachesEnd = count <= limit;
        return read;
    }

    /** Whether this is the read that is under way, which then is over; one from before a purge is not. */
    boolean end(TailRead read) {
        if (!read.equals(underWay)) {
            return false;
        }
        underWay = null;
        return true;
    }

    /** The read brought {@code sequence}; false if it is not to be taken into memory. */
    boolean take(long sequence, long visibleAt) {
        passed(sequence);
        if (deleted.remove(sequence)) {
            return false;
        }
        count = Math.max(0, count - 1);
        delays.computeIfPresent(visibleAt / 1000, (_, n) -> n == 1 ? null : n - 1);
        return true;
    }

    /** The read brought all that there was up to {@code sequence}. */
    void exhausted(long sequence) {
        passed(sequence);
        deleted.removeIf(each -> each <= sequence);
        if (isEmpty()) {
            count = 0;
            delays.clear();
        }
    }

    /** Deletes a message that may be here; false if it cannot be, or was deleted before. */
    boolean delete(long sequence) {
        if (sequence <= readThrough || sequence > last || !deleted.add(sequence)) {
            return false;
        }
        count = Math.max(0, count - 1);
        return true;
    }

    /** The queue's delay changed by {@code change} ms: it holds for those here too (FIFO). */
    void redelay(long change) {
        Map<Long, Integer> before = new TreeMap<>(delays);
        delays.clear();
        before.forEach((second, n) -> delays.merge(second + change / 1000, n, Integer::sum));
    }

    /** Everything up to {@code sequence} is gone. */
    void clear(long sequence) {
        readThrough = sequence;
        last = sequence;
        count = 0;
        underWay = null;
        delays.clear();
        deleted.clear();
    }
}
