package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.queue.MoveTask;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MoveTaskRunnerTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private static MoveTask task(OptionalInt rate, long moved) {
        return new MoveTask(
                "0f8fad5b-d9cb-469f-a165-70867728950e",
                new QueueKey(new AccountId("111111111111"), "eu-west-1", new QueueName("dead")),
                Optional.empty(),
                rate,
                MoveTask.Status.RUNNING,
                moved,
                1_000,
                Optional.empty(),
                START);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4, 5, 7, 33, 100, 499, 500})
    void aTaskMovesAsManyASecondAsItMay(int rate) {
        long moved = 0;
        for (Instant now = START; now.isBefore(START.plusSeconds(10)); now = now.plus(MoveTaskRunner.ROUND)) {
            moved += MoveTaskRunner.quota(task(OptionalInt.of(rate), moved), now);
        }

        assertThat(moved).isBetween(10L * rate - rate, 10L * rate + 1);
    }

    @Test
    void aTaskThatWaitedDoesNotMakeUpForItAtOnce() {
        assertThat(MoveTaskRunner.quota(task(OptionalInt.of(10), 0), START.plus(Duration.ofHours(1))))
                .isEqualTo(2);
    }

    @Test
    void aTaskWithoutARateMovesAsManyAsAStepHas() {
        assertThat(MoveTaskRunner.quota(task(OptionalInt.empty(), 0), START)).isEqualTo(500);
    }

    @Test
    void aClockThatSteppedBackStopsNoTaskForEver() {
        assertThat(MoveTaskRunner.quota(task(OptionalInt.of(10), 0), START.minusSeconds(5)))
                .isEqualTo(1);
    }
}
