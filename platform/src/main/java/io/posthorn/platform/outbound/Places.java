package io.posthorn.platform.outbound;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Queue;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/**
 * How many requests are under way, for each host and in all. Who finds no place waits in the line of its host; hosts take
 * turns, so that a long line holds up itself only. Thread-safe.
 */
final class Places {
    private final int perHost;
    private final int total;
    private final int maxWaiting;

    private final Map<String, Line> lines = new HashMap<>();
    /** The lines whose first could go ahead if there were a place at all, in the order of their turns. */
    private final SequencedSet<Line> ready = new LinkedHashSet<>();

    private int taken;
    private int waiting;

    Places(int perHost, int total, int maxWaiting) {
        this.perHost = perHost;
        this.total = total;
        this.maxWaiting = maxWaiting;
    }

    /** One who wants a place: {@code granted} runs when there is one, on the thread that makes it free. */
    record Claim(String host, Runnable granted) {
        @Override
        public boolean equals(@Nullable Object other) {
            return this == other;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(this);
        }
    }

    private static final class Line {
        private int taken;
        private final SequencedSet<Claim> waiting = new LinkedHashSet<>();
    }

    /** Whether {@code claim} was taken in, and has its place now or later; not when too many wait. */
    boolean take(Claim claim) {
        synchronized (this) {
            Line line = lines.computeIfAbsent(claim.host(), _ -> new Line());
            boolean free = taken < total && line.taken < perHost && line.waiting.isEmpty();
            if (!free) {
                if (waiting >= maxWaiting) {
                    forgetIfUnused(claim.host(), line);
                    return false;
                }
                waiting++;
                line.waiting.add(claim);
                if (line.taken < perHost) {
                    ready.add(line);
                }
                return true;
            }
            taken++;
            line.taken++;
        }
        claim.granted().run();
        return true;
    }

    /** Gives up waiting; false when the claim has its place, which is to be freed then. */
    synchronized boolean cancel(Claim claim) {
        Line line = lines.get(claim.host());
        if (line == null || !line.waiting.remove(claim)) {
            return false;
        }
        waiting--;
        if (line.waiting.isEmpty()) {
            ready.remove(line);
        }
        forgetIfUnused(claim.host(), line);
        return true;
    }

    /** Gives a place back that {@code host} had. */
    void free(String host) {
        Queue<Claim> next = new ArrayDeque<>(1);
        synchronized (this) {
            Line freed = lines.get(host);
            if (freed == null || freed.taken == 0) {
                throw new IllegalStateException("a place was freed that was not taken");
            }
            taken--;
            freed.taken--;
            if (!freed.waiting.isEmpty()) {
                ready.add(freed);
            }
            while (taken < total && !ready.isEmpty()) {
                Line line = ready.removeFirst();
                next.add(line.waiting.removeFirst());
                waiting--;
                taken++;
                line.taken++;
                if (!line.waiting.isEmpty() && line.taken < perHost) {
                    ready.addLast(line);
                }
            }
            forgetIfUnused(host, freed);
        }
        next.forEach(claim -> claim.granted().run());
    }

    /** How many have a place. */
    synchronized int taken() {
        return taken;
    }

    /** How many hosts are known, which are those with somebody under way or waiting. */
    synchronized int hosts() {
        return lines.size();
    }

    private void forgetIfUnused(String host, Line line) {
        if (line.taken == 0 && line.waiting.isEmpty()) {
            lines.remove(host);
        }
    }
}
