package io.posthorn.queue.state;

import org.jspecify.annotations.Nullable;

/** A doubly linked list through the messages' own links. A message is in at most one chain. */
final class Chain {

    private @Nullable Message first;
    private @Nullable Message last;

    @Nullable
    Message first() {
        return first;
    }

    @Nullable
    Message last() {
        return last;
    }

    boolean isEmpty() {
        return first == null;
    }

    void addLast(Message message) {
        insertAfter(last, message);
    }

    /** Puts a message behind {@code before}, or first if that is absent. */
    void insertAfter(@Nullable Message before, Message message) {
        Message after = before == null ? first : before.next;
        message.previous = before;
        message.next = after;
        if (before == null) {
            first = message;
        } else {
            before.next = message;
        }
        if (after == null) {
            last = message;
        } else {
            after.previous = message;
        }
    }

    void remove(Message message) {
        Message before = message.previous;
        Message after = message.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        message.previous = null;
        message.next = null;
    }
}
