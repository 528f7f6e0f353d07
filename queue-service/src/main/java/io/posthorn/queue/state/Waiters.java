package io.posthorn.queue.state;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The long polls that wait for a message, in order of arrival.
 *
 * <pre>
 *   parked ──► WAITING ── messages available, its turn ──► answered with messages
 *                 ├────── its time is over ──────────────► answered empty
 *                 ├────── client gone ───────────────────► cancelled, no message consumed
 *                 └────── queue deleted or handed over ──► released
 * </pre>
 */
final class Waiters {

    /** A waiting long poll. */
    static final class Waiter {
        final WaiterId id;
        final ReceiveCommand command;
        final long until;
        private int position = IndexedHeap.ABSENT;

        private Waiter(WaiterId id, ReceiveCommand command, long until) {
            this.id = id;
            this.command = command;
            this.until = until;
        }
    }

    private static final class ByDeadline extends IndexedHeap<Waiter> {
        @Override
        boolean before(Waiter a, Waiter b) {
            return a.until < b.until;
        }

        @Override
        int position(Waiter waiter) {
            return waiter.position;
        }

        @Override
        void place(Waiter waiter, int position) {
            waiter.position = position;
        }
    }

    private final Map<WaiterId, Waiter> byArrival = new LinkedHashMap<>();
    private final ByDeadline byDeadline = new ByDeadline();

    int size() {
        return byArrival.size();
    }

    boolean isEmpty() {
        return byArrival.isEmpty();
    }

    void add(WaiterId id, ReceiveCommand command, long until) {
        Waiter waiter = new Waiter(id, command, until);
        if (byArrival.putIfAbsent(id, waiter) != null) {
            throw new IllegalArgumentException("already waiting: " + id);
        }
        byDeadline.add(waiter);
    }

    /** The waiter that came first. */
    @Nullable
    Waiter first() {
        return byArrival.isEmpty() ? null : byArrival.values().iterator().next();
    }

    /** The waiter whose time is over first. */
    @Nullable
    Waiter earliest() {
        return byDeadline.first();
    }

    boolean remove(WaiterId id) {
        Waiter waiter = byArrival.remove(id);
        if (waiter == null) {
            return false;
        }
        byDeadline.remove(waiter);
        return true;
    }

    List<WaiterId> removeAll() {
        List<WaiterId> all = new ArrayList<>(byArrival.keySet());
        byArrival.clear();
        byDeadline.clear();
        return all;
    }
}
