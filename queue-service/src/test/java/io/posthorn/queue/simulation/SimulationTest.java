package io.posthorn.queue.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Plays many seeds. {@code -Dposthorn.simulation.seeds=N} plays more, {@code -Dposthorn.simulation.from=N} others, and
 * {@code -Dposthorn.simulation.seed=N} one alone, with all its steps.
 */
class SimulationTest {
    private static final int SEEDS = Integer.getInteger("posthorn.simulation.seeds", 10_000);
    private static final long FROM = Long.getLong("posthorn.simulation.from", 1);
    private static final @Nullable Long ALONE = Long.getLong("posthorn.simulation.seed");
    private static final int LAST_STEPS = 60;
    private static final int MOST_FAILURES = 5;

    @Test
    void noScheduleBreaksAPromise() {
        if (ALONE != null) {
            failureOf(ALONE, Integer.MAX_VALUE).ifPresent(failure -> fail(failure.toString()));
            return;
        }
        Set<Event> seen = EnumSet.noneOf(Event.class);
        Map<String, String> firsts = new LinkedHashMap<>();
        for (long seed = FROM; seed < FROM + SEEDS && firsts.size() < MOST_FAILURES; seed++) {
            try {
                seen.addAll(Simulation.play(seed));
            } catch (AssertionError | RuntimeException broken) {
                long failed = seed;
                firsts.computeIfAbsent(
                        kindOf(broken),
                        _ -> failureOf(failed, LAST_STEPS)
                                .orElse("seed " + failed + " failed once, and not again: " + broken));
            }
        }
        assertThat(firsts.values()).as("the first failure of each kind").isEmpty();
        assertThat(seen).containsExactlyInAnyOrder(Event.values());
    }

    private static String kindOf(Throwable broken) {
        return broken instanceof Violation violation ? violation.property().name() : broken.toString();
    }

    /** Plays a seed again: if it fails, how it came to that. */
    private static Optional<String> failureOf(long seed, int lines) {
        List<String> trace = new ArrayList<>();
        try {
            Simulation.play(seed, trace);
            return Optional.empty();
        } catch (AssertionError | RuntimeException broken) {
            List<String> last = trace.subList(Math.max(1, trace.size() - lines), trace.size());
            return Optional.of("\nseed " + seed + " broke " + broken + " at " + broken.getStackTrace()[0]
                    + "\nreplay it with -Dposthorn.simulation.seed=" + seed + "\n" + trace.getFirst() + "\n…\n"
                    + String.join("\n", last) + "\n");
        }
    }
}
