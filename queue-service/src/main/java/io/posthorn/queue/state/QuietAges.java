package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/**
 * The messages of a standard queue that count for the age of the oldest, by tenant, so that those of noisy tenants can be left out.
 * Of one tenant they are in order of arrival; one that was sent before the first (it came from another queue) goes before it.
 * Adding and removing cost O(1), and O(log tenants) where a tenant's first message changes.
 */
final class QuietAges {

    /** The messages of one tenant, or all that have none. */
    static final class Line {
        private @Nullable Message first;
        private @Nullable Message last;
        private boolean noisy;
        private int position = IndexedHeap.ABSENT;

        private boolean insert(Message message) {
            Message head = first;
            if (head != null && last != null && message.sentAt >= head.sentAt) {
                message.arrivedBefore = last;
                last.arrivedAfter = message;
                last = message;
                return false;
            }
            message.arrivedAfter = head;
            if (head == null) {
                last = message;
            } else {
                head.arrivedBefore = message;
            }
            first = message;
            return true;
        }

        private boolean unlink(Message message) {
            Message before = message.arrivedBefore;
            Message after = message.arrivedAfter;
            if (before == null) {
                first = after;
            } else {
                before.arrivedAfter = after;
            }
            if (after == null) {
                last = before;
            } else {
                after.arrivedBefore = before;
            }
            message.arrivedBefore = null;
            message.arrivedAfter = null;
            return before == null;
        }

        private long sentAt() {
            return first == null ? Long.MAX_VALUE : first.sentAt;
        }
    }

    private static final class OldestFirst extends IndexedHeap<Line> {
        @Override
        boolean before(Line a, Line b) {
            return a.sentAt() < b.sentAt();
        }

        @Override
        int position(Line line) {
            return line.position;
        }

        @Override
        void place(Line line, int position) {
            line.position = position;
        }
    }

    private final Line ungrouped = new Line();
    /** The lines of quiet tenants that are not empty. */
    private final OldestFirst quiet = new OldestFirst();

    void add(Message message) {
        Line line = lineOf(message);
        if (line.insert(message)) {
            settle(line);
        }
    }

    void remove(Message message) {
        Line line = lineOf(message);
        if (line.unlink(message)) {
            settle(line);
        }
    }

    /** Leaves a tenant's messages out, or counts them again. */
    void setNoisy(Line line, boolean noisy) {
        line.noisy = noisy;
        settle(line);
    }

    /** The message of a quiet tenant that was sent first. */
    @Nullable
    Message oldest() {
        Line line = quiet.first();
        return line == null ? null : line.first;
    }

    private Line lineOf(Message message) {
        return message.group instanceof FairOrder.Tenant tenant ? tenant.ages : ungrouped;
    }

    private void settle(Line line) {
        boolean counts = line.first != null && !line.noisy;
        if (quiet.contains(line)) {
            if (counts) {
                quiet.moved(line);
            } else {
                quiet.remove(line);
            }
        } else if (counts) {
            quiet.add(line);
        }
    }
}
