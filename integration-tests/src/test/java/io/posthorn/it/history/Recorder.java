package io.posthorn.it.history;

import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Takes down what clients do, from any number of threads. Its clock is this JVM's, so all of them run in it. */
public final class Recorder {
    private final ConcurrentLinkedQueue<Call> calls = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Span> ownerChanges = new ConcurrentLinkedQueue<>();
    private final AtomicLong bodies = new AtomicLong();

    /** This moment. */
    public long now() {
        return System.nanoTime();
    }

    /** A body that no other send has. */
    public String freshBody(String stem) {
        return stem + '-' + bodies.incrementAndGet();
    }

    void add(Call call) {
        calls.add(call);
    }

    /** Runs something that may end owners and lets others begin; it returns when they answer. */
    public void changeOwners(Runnable change) {
        long begin = now();
        change.run();
        ownerChanges.add(new Span(begin, now()));
    }

    /** How many calls there are so far. */
    public int size() {
        return calls.size();
    }

    /** How many calls had this outcome so far. */
    public long count(Outcome outcome) {
        return calls.stream().filter(call -> call.outcome() == outcome).count();
    }

    /** Everything so far. */
    public History history(long drainedFrom) {
        return new History(List.copyOf(calls), List.copyOf(ownerChanges), drainedFrom);
    }
}
