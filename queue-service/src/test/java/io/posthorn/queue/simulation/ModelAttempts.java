package io.posthorn.queue.simulation;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The receive attempts of one owner that may be retried. */
final class ModelAttempts {
    private static final long WINDOW_MILLIS = 300_000;

    /** What an attempt got. */
    static final class Attempt {
        final List<Letter> letters;
        private final List<Integer> counts;
        private final long expiresAt;
        long visibleAt;

        private Attempt(List<Letter> letters, long visibleAt, long expiresAt) {
            this.letters = List.copyOf(letters);
            this.counts = letters.stream().map(letter -> letter.count).toList();
            this.visibleAt = visibleAt;
            this.expiresAt = expiresAt;
        }

        private boolean unchanged(ModelQueue model) {
            for (int i = 0; i < letters.size(); i++) {
                Letter letter = letters.get(i);
                if (!model.letters.contains(letter) || letter.count != counts.get(i) || letter.visibleAt != visibleAt) {
                    return false;
                }
            }
            return true;
        }
    }

    private final ModelQueue model;
    private final Map<String, Attempt> attempts = new LinkedHashMap<>();

    ModelAttempts(ModelQueue model) {
        this.model = model;
    }

    /** The attempt that this one repeats, if nobody has touched its messages since. */
    @Nullable
    Attempt retried(String attemptId, long now) {
        attempts.values().removeIf(attempt -> attempt.expiresAt <= now);
        Attempt attempt = attempts.get(attemptId);
        if (attempt == null) {
            return null;
        }
        if (!attempt.unchanged(model)) {
            attempts.remove(attemptId);
            return null;
        }
        boolean expired = attempt.letters.stream().anyMatch(letter -> model.expired(letter, now));
        return expired ? null : attempt;
    }

    void remember(String attemptId, List<Letter> got, long visibleAt, long now) {
        attempts.remove(attemptId);
        if (attempts.size() >= model.settings.limits().receiveAttempts()) {
            attempts.remove(attempts.keySet().iterator().next());
        }
        attempts.put(attemptId, new Attempt(got, visibleAt, now + WINDOW_MILLIS));
    }

    void clear() {
        attempts.clear();
    }
}
