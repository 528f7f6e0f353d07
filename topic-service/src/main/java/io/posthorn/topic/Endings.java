package io.posthorn.topic;

import org.jspecify.annotations.Nullable;

/** Ends what there is of a service: each of it, whatever becomes of the rest. */
final class Endings {
    private Endings() {}

    /**
     * Runs all of {@code ends} in their order.
     *
     * @throws RuntimeException the first failure, when all have run; further ones are suppressed in it
     */
    static void all(Runnable... ends) {
        RuntimeException failure = null;
        for (Runnable end : ends) {
            failure = and(failure, end);
        }
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable RuntimeException and(@Nullable RuntimeException before, Runnable end) {
        try {
            end.run();
            return before;
        } catch (RuntimeException failure) {
            if (before == null) {
                return failure;
            }
            before.addSuppressed(failure);
            return before;
        }
    }
}
