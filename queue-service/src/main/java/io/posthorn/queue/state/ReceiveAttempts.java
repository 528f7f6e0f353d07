package io.posthorn.queue.state;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the receives with a ReceiveRequestAttemptId got within the last five minutes (behaviour 16). Kept in memory only: after a
 * change of owner a retry is a receive like any other.
 *
 * <pre>
 *   (unknown) ── received messages ──► REMEMBERED ── 5 min, or too many others ──► (unknown)
 *                                        │   ▲ │
 *        retried, all messages unchanged └───┘ └── retried, one deleted, changed or received again ──► (unknown)
 * </pre>
 */
final class ReceiveAttempts {

    static final Duration WINDOW = Duration.ofMinutes(5);

    /** The messages that a receive got, as they were then. */
    static final class Attempt {
        final Message[] messages;
        private final int[] ordinals;
        private final long expiresAt;
        private long visibleAt;

        private Attempt(Message[] messages, long expiresAt) {
            this.messages = messages;
            this.expiresAt = expiresAt;
            this.ordinals = new int[messages.length];
            for (int i = 0; i < messages.length; i++) {
                ordinals[i] = messages[i].receiveCount;
            }
            this.visibleAt = messages[0].visibleAt;
        }

        /** Whether nobody has deleted, changed or received any of the messages since. */
        private boolean unchanged() {
            for (int i = 0; i < messages.length; i++) {
                Message message = messages[i];
                if (message.state == MessageState.GONE
                        || message.receiveCount != ordinals[i]
                        || message.visibleAt != visibleAt) {
                    return false;
                }
            }
            return true;
        }

        /** The attempt was replayed: its messages are visible again at another time. */
        void extended(long until) {
            visibleAt = until;
        }
    }

    /** In order of the first receive, so the first one is over first. */
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    /** The attempt to replay, if there is one. */
    @Nullable
    Attempt find(String attemptId, long now) {
        evict(now);
        Attempt attempt = attempts.get(attemptId);
        if (attempt == null || attempt.expiresAt <= now) {
            return null;
        }
        if (!attempt.unchanged()) {
            attempts.remove(attemptId);
            return null;
        }
        return attempt;
    }

    /** Remembers what an attempt got; at least one message. */
    void remember(String attemptId, Message[] messages, long now, int limit) {
        attempts.remove(attemptId);
        if (attempts.size() >= limit) {
            attempts.remove(attempts.keySet().iterator().next());
        }
        attempts.put(attemptId, new Attempt(messages, now + WINDOW.toMillis()));
    }

    /** Forgets the attempts whose windows are over. */
    void evict(long now) {
        Iterator<Attempt> oldest = attempts.values().iterator();
        while (oldest.hasNext() && oldest.next().expiresAt <= now) {
            oldest.remove();
        }
    }

    void clear() {
        attempts.clear();
    }
}
