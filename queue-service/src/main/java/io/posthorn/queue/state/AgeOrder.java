package io.posthorn.queue.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The durable messages by the time when they were sent, for retention and for the age of the oldest.
 *
 * <p>Messages arrive in order of sending, so nearly all are in one linked list and cost O(1). Those that were sent earlier than a
 * message before them (dead letters of a standard queue keep their time; clocks step back) are in a heap, and on a standard queue
 * those received three times or more in another, since they do not count as the oldest.
 */
final class AgeOrder {

    private static final class ByAge extends IndexedHeap<Message> {
        @Override
        boolean before(Message a, Message b) {
            return a.sentAt != b.sentAt ? a.sentAt < b.sentAt : a.sequence < b.sequence;
        }

        @Override
        int position(Message message) {
            return message.agePosition;
        }

        @Override
        void place(Message message, int position) {
            message.agePosition = position;
        }
    }

    /** Position of a message that is in the list. */
    private static final int LISTED = -2;

    /** Position of a message in a heap is not negative; which heap it is, {@link #wornOut} says. */
    private final ByAge strays = new ByAge();

    private final ByAge wornOut = new ByAge();
    private @Nullable Message oldest;
    private @Nullable Message youngest;
    private final boolean wears;
    private final QuietAges quiet = new QuietAges();

    /**
     * @param wears whether messages received three times or more do not count as the oldest, as on a standard queue
     */
    AgeOrder(boolean wears) {
        this.wears = wears;
    }

    /** The same messages by tenant; empty on FIFO. */
    QuietAges quiet() {
        return quiet;
    }

    void add(Message message) {
        if (wears && message.worn()) {
            wornOut.add(message);
            return;
        }
        if (wears) {
            quiet.add(message);
        }
        if (youngest != null && message.sentAt < youngest.sentAt) {
            strays.add(message);
        } else {
            message.agePosition = LISTED;
            message.older = youngest;
            if (youngest == null) {
                oldest = message;
            } else {
                youngest.younger = message;
            }
            youngest = message;
        }
    }

    /** Takes a message out. Call it before the number of its receives changes. */
    void remove(Message message) {
        if (wears && message.worn()) {
            wornOut.remove(message);
            return;
        }
        if (wears) {
            quiet.remove(message);
        }
        if (message.agePosition == LISTED) {
            unlink(message);
        } else {
            strays.remove(message);
        }
    }

    private void unlink(Message message) {
        Message before = message.older;
        Message after = message.younger;
        if (before == null) {
            oldest = after;
        } else {
            before.younger = after;
        }
        if (after == null) {
            youngest = before;
        } else {
            after.older = before;
        }
        message.older = null;
        message.younger = null;
        message.agePosition = IndexedHeap.ABSENT;
    }

    /** The message that was sent first of all. */
    @Nullable
    Message oldest() {
        return older(oldestUnworn(), wornOut.first());
    }

    /** The message that was sent first of those received less than three times. */
    @Nullable
    Message oldestUnworn() {
        return older(oldest, strays.first());
    }

    /** As {@link #oldestUnworn}, leaving out the messages of noisy tenants. */
    @Nullable
    Message oldestInQuietGroups() {
        return wears ? quiet.oldest() : oldestUnworn();
    }

    private static @Nullable Message older(@Nullable Message a, @Nullable Message b) {
        if (a == null || b == null) {
            return a == null ? b : a;
        }
        return a.sentAt <= b.sentAt ? a : b;
    }

    /** The message that was sent last of those in order; go on with {@link Message#older}. */
    @Nullable
    Message youngest() {
        return youngest;
    }

    /** The messages that arrived out of order, in no particular order. */
    List<Message> strays() {
        return strays.unordered();
    }
}
