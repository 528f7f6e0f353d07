package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/**
 * Ready messages of a standard queue in the order in which they go out: first those that came back, in the order in which they did;
 * then those never received, in order of becoming visible. A message that came back three times or more is no longer preferred and
 * goes to the end.
 *
 * <pre>
 *   first ─ came back ─ came back ─ … ─ lastReturned ─ fresh ─ fresh ─ … ─ worn ─ last
 * </pre>
 */
final class Lane {

    private final Chain chain = new Chain();
    private @Nullable Message lastReturned;

    void add(Message message) {
        if (message.receivesHere() > 0 && !message.worn()) {
            chain.insertAfter(lastReturned, message);
            lastReturned = message;
        } else {
            chain.addLast(message);
        }
    }

    void remove(Message message) {
        if (message == lastReturned) {
            lastReturned = message.previous;
        }
        chain.remove(message);
    }

    @Nullable
    Message first() {
        return chain.first();
    }

    boolean isEmpty() {
        return chain.isEmpty();
    }
}
