package io.posthorn.queue.state;

import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The messages of a queue and the changes of their states ({@link MessageState} has the table). It keeps the table by sequence, the
 * timers, the ages, the ready order and the counts in step: every change goes through {@link #enter}.
 */
final class Backlog {

    private final boolean fifo;
    private MessageTable table = new MessageTable();
    private Timers timers = new Timers();
    private AgeOrder ages;
    private ReadyOrder order;
    private final ArrayDeque<Message> pending = new ArrayDeque<>();
    private int pendingCount;
    private int delayed;
    private int ready;
    private int inFlight;

    Backlog(boolean fifo) {
        this.fifo = fifo;
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

    int size() {
        return table.size();
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
        table.add(message);
        pending.addLast(message);
        pendingCount++;
    }

    /** The message is durable; it is visible at {@code message.visibleAt}. */
    void commit(Message message, long now) {
        ages.add(message);
        if (message.visibleAt > now) {
            timers.add(message);
            enter(message, MessageState.DELAYED, now);
        } else {
            enter(message, MessageState.READY, now);
        }
        while (!pending.isEmpty() && pending.getFirst().state != MessageState.PENDING) {
            pending.removeFirst();
        }
    }

    /** The first accepted message that is not durable. */
    @Nullable
    Message firstPending() {
        return pending.peekFirst();
    }

    /** Takes in a message that the journal has. Whether its delay or lease is over shows at the next {@link #advance}. */
    void restore(Message message) {
        table.add(message);
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
        table.remove(message.sequence);
        ages.remove(message);
        enter(message, MessageState.GONE, now);
    }

    /** Forgets everything at once, whatever its size. */
    void clear() {
        table = new MessageTable();
        timers = new Timers();
        ages = newAges();
        order = newOrder();
        pending.clear();
        pendingCount = 0;
        delayed = 0;
        ready = 0;
        inFlight = 0;
    }

    private void enter(Message message, MessageState to, long now) {
        MessageState from = message.state;
        if (from == to) {
            return;
        }
        count(from, -1);
        count(to, 1);
        message.state = to;
        order.changed(message, from, now);
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
