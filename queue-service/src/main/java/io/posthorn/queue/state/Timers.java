package io.posthorn.queue.state;

/** The delayed and in-flight messages, the one that is visible first on top; equal times in order of sequence. */
final class Timers extends IndexedHeap<Message> {

    @Override
    boolean before(Message a, Message b) {
        return a.visibleAt != b.visibleAt ? a.visibleAt < b.visibleAt : a.sequence < b.sequence;
    }

    @Override
    int position(Message message) {
        return message.timerPosition;
    }

    @Override
    void place(Message message, int position) {
        message.timerPosition = position;
    }

    /** Sets when the message is visible again and keeps it here until then. */
    void set(Message message, long visibleAt) {
        message.visibleAt = visibleAt;
        if (contains(message)) {
            moved(message);
        } else {
            add(message);
        }
    }

    void cancel(Message message) {
        if (contains(message)) {
            remove(message);
        }
    }
}
