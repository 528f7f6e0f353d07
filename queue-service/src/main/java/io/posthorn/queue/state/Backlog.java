package io.posthorn.queue.state;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue and the changes of their states ({@link MessageState} has the table). It keeps the table by sequence, the
 * timers, the ages, the ready order and the counts in step: every change goes through {@link #enter}.
 */
final class Backlog {

    /** Messages that a queue may have in memory although the event loop's budget is spent. */
    private static final int FLOOR = 1_000;

    /** Most messages that one read brings back. */
    private static final int PAGE = 5_000;

    private final boolean fifo;
    private final MessageBudget budget;
    private final Tail tail = new Tail();
    private MessageTable table = new MessageTable();
    private Timers timers = new Timers();
    private AgeOrder ages;
    private ReadyOrder order;
    private final ArrayDeque<Message> pending = new ArrayDeque<>();
    private int pendingCount;
    private int delayed;
    private int ready;
    private int inFlight;
    /** Of the visible ones, those never received here. */
    private int fresh;

    Backlog(boolean fifo, MessageBudget budget) {
        this.fifo = fifo;
        this.budget = budget;
        this.ages = newAges();
        this.order = newOrder();
    }

    private AgeOrder newAges() {
        return new AgeOrder(!fifo);
    }

    private ReadyOrder newOrder() {
        return fifo ? new FifoGroups() : new FairOrder(ages.quiet());
    }

    ReadyOrder order() {
        return order;
    }

    AgeOrder ages() {
        return ages;
    }

    @Nullable
    Message get(long sequence) {
        return table.get(sequence);
    }

    /** What only the store has. */
    Tail tail() {
        return tail;
    }

    /** All messages of the queue, durable or not. */
    long size() {
        return table.size() + tail.count();
    }

    int pendingCount() {
        return pendingCount;
    }

    int delayed() {
        return delayed;
    }

    /** Visible messages; on FIFO also those that wait for one in flight before them. */
    int ready() {
        return ready;
    }

    int inFlight() {
        return inFlight;
    }

    /** Takes in a message that is not durable yet. */
    void accept(Message message) {
        add(message);
        pending.addLast(message);
        pendingCount++;
    }

    private void add(Message message) {
        table.add(message);
        budget.take();
    }

    /** The message is durable; it is visible at {@code message.visibleAt}. Beyond the window it is left to the store. */
    void commit(Message message, int window, long now) {
        if (!tail.isEmpty() || isFull(window)) {
            tail.add(message.sequence, message.visibleAt, now);
            forget(message);
            enter(message, MessageState.GONE, now);
        } else {
            tail.passed(message.sequence);
            ages.add(message);
            if (message.visibleAt > now) {
                timers.add(message);
                enter(message, MessageState.DELAYED, now);
            } else {
                enter(message, MessageState.READY, now);
            }
        }
        while (!pending.isEmpty() && pending.getFirst().state != MessageState.PENDING) {
            pending.removeFirst();
        }
    }

    /**
     * Whether what comes next is left to the store. On FIFO the window is of all durable messages: groups are looked for among the
     * first of the queue. On standard it is of those never received, so that messages that come back hold no others up; their
     * number, and that of delayed ones, is bounded by the budget.
     */
    private boolean isFull(int window) {
        return durable() >= Math.min(FLOOR, window) && (windowed() >= window || budget.isExceeded());
    }

    /** The rows to read next, absent if none are wanted now. */
    @Nullable
    TailRead readAhead(int window) {
        int page = Math.clamp(window / 4, 1, PAGE);
        if (tail.isEmpty() || tail.underWay() || !wants(page, window)) {
            return null;
        }
        return tail.begin(page);
    }

    /** Whether {@code page} more messages of the store are wanted in memory. */
    boolean wants(int page, int window) {
        return durable() < Math.min(FLOOR, window) || (windowed() + page <= window && budget.hasRoom());
    }

    private int durable() {
        return table.size() - pendingCount;
    }

    private int windowed() {
        return fifo ? durable() : fresh;
    }

    /** The first accepted message that is not durable. */
    @Nullable
    Message firstPending() {
        return pending.peekFirst();
    }

    /** Takes in a message that the journal has. Whether its delay or lease is over shows at the next {@link #advance}. */
    void restore(Message message) {
        add(message);
        pendingCount++;
        ages.add(message);
        if (message.receivesHere() > 0) {
            timers.add(message);
            enter(message, MessageState.IN_FLIGHT, message.visibleAt);
        } else if (message.visibleAt > message.sentAt) {
            timers.add(message);
            enter(message, MessageState.DELAYED, message.visibleAt);
        } else {
            enter(message, MessageState.READY, message.visibleAt);
        }
    }

    /** Ends the delays and leases that are over. */
    void advance(long now) {
        while (true) {
            Message message = timers.first();
            if (message == null || message.visibleAt > now) {
                return;
            }
            timers.remove(message);
            enter(message, MessageState.READY, now);
        }
    }

    /** When the next delay or lease is over; {@link Long#MAX_VALUE} if there is none. */
    long nextVisible() {
        Message message = timers.first();
        return message == null ? Long.MAX_VALUE : message.visibleAt;
    }

    /** A receive picks a ready message. */
    void take(Message message, long now) {
        enter(message, MessageState.TAKEN, now);
    }

    /** A receive with this handle's epoch and ordinal is the message's latest. */
    void received(Message message, long epoch, int ordinal, long now) {
        boolean wears = !fifo && !message.worn() && ordinal - message.receivedElsewhere >= Message.WORN_RECEIVES;
        if (wears) {
            ages.remove(message);
        }
        message.received(epoch, ordinal, now);
        if (wears) {
            ages.add(message);
        }
    }

    /** The delay of a FIFO queue changed: it holds for the messages that are there too (behaviour 8). */
    void redelay(long oldDelay, long newDelay, long now) {
        tail.redelay(newDelay - oldDelay);
        long longer = Math.max(oldDelay, newDelay);
        Message message = ages.youngest();
        while (message != null && message.sentAt + longer > now) {
            redelay(message, newDelay, now);
            message = message.older;
        }
        for (Message stray : ages.strays()) {
            redelay(stray, newDelay, now);
        }
    }

    private void redelay(Message message, long delay, long now) {
        if (message.receivesHere() > 0
                || (message.state != MessageState.DELAYED && message.state != MessageState.READY)) {
            return;
        }
        long visibleAt = message.sentAt + delay;
        if (visibleAt > now) {
            timers.set(message, visibleAt);
            enter(message, MessageState.DELAYED, now);
        } else {
            show(message, visibleAt, now);
        }
    }

    /** Puts a message in a consumer's hands until a time, or makes it visible if that is not after now. */
    void lease(Message message, long visibleAt, long now) {
        if (visibleAt > now) {
            timers.set(message, visibleAt);
            enter(message, MessageState.IN_FLIGHT, now);
        } else {
            show(message, visibleAt, now);
        }
    }

    private void show(Message message, long visibleAt, long now) {
        timers.cancel(message);
        message.visibleAt = visibleAt;
        enter(message, MessageState.READY, now);
    }

    /** The message leaves the queue. */
    void remove(Message message, long now) {
        timers.cancel(message);
        forget(message);
        ages.remove(message);
        enter(message, MessageState.GONE, now);
    }

    private void forget(Message message) {
        table.remove(message.sequence);
        budget.give(1);
    }

    /** Forgets everything at once, whatever its size; sequences up to {@code last} were given. */
    void clear(long last) {
        release();
        tail.clear(last);
        table = new MessageTable();
        timers = new Timers();
        ages = newAges();
        order = newOrder();
        pending.clear();
        pendingCount = 0;
        delayed = 0;
        ready = 0;
        inFlight = 0;
        fresh = 0;
    }

    /** Leaves its part of the budget to others: the queue is given up. */
    void release() {
        budget.give(table.size());
    }

    private void enter(Message message, MessageState to, long now) {
        MessageState from = message.state;
        if (from == to) {
            return;
        }
        count(from, -1);
        count(to, 1);
        countFresh(message, to);
        message.state = to;
        order.changed(message, from, now);
    }

    private void countFresh(Message message, MessageState to) {
        boolean isFresh = to == MessageState.READY && message.receivesHere() == 0;
        if (isFresh != message.fresh) {
            message.fresh = isFresh;
            fresh += isFresh ? 1 : -1;
        }
    }

    private void count(MessageState state, int change) {
        switch (state) {
            case PENDING -> pendingCount += change;
            case DELAYED -> delayed += change;
            case READY -> ready += change;
            case TAKEN, IN_FLIGHT -> inFlight += change;
            case GONE -> {}
        }
    }
}
