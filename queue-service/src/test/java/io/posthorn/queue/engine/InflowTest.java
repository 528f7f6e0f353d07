package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.event.DeadRecord;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How the deliveries of a shard are put together. */
class InflowTest {
    private final List<List<Long>> portions = new ArrayList<>();
    private final List<Promise<Void>> stored = new ArrayList<>();
    private int drained;
    private final Inflow inflow = new Inflow(this::store, () -> drained++);

    private Future<Void> store(List<ReadDelivery> portion) {
        portions.add(portion.stream().map(ReadDelivery::offset).toList());
        Promise<Void> done = Promise.promise();
        stored.add(done);
        return done.future();
    }

    @Test
    void whatComesWhileAPortionIsStoredGathersToTheNext() {
        inflow.add(records(0, 1, 10));
        inflow.add(records(1, 2, 10));
        inflow.add(records(3, 1, 10));
        assertThat(portions).containsExactly(List.of(0L));

        stored.getFirst().complete();

        assertThat(portions).containsExactly(List.of(0L), List.of(1L, 2L, 3L));
        assertThat(inflow.bytes()).isEqualTo(30);
        stored.getLast().complete();
        assertThat(inflow.bytes()).isZero();
        assertThat(portions).hasSize(2);
    }

    @Test
    void aPortionHasItsBounds() {
        inflow.add(records(0, 1_200, 10));
        stored.get(0).complete();
        stored.get(1).complete();
        stored.get(2).complete();
        assertThat(portions).extracting(List::size).containsExactly(500, 500, 200);

        inflow.add(records(2_000, 5, 3 * 1024 * 1024));
        assertThat(portions.getLast()).containsExactly(2_000L);
    }

    @Test
    void oneThatIsFullSaysWhenThereIsRoomAgain() {
        inflow.add(records(0, 1, 10));
        inflow.add(records(1, 2_000, 10));
        assertThat(inflow.isFull()).isTrue();
        assertThat(drained).isZero();

        stored.getFirst().complete();

        assertThat(inflow.isFull()).isFalse();
        assertThat(drained).isOne();
    }

    @Test
    void afterAFailureNothingIsStoredUntilItIsReadAgain() {
        inflow.add(records(5, 2, 10));
        inflow.add(records(7, 2, 10));

        stored.getFirst().fail("away");

        assertThat(inflow.failedFrom()).hasValue(5);
        assertThat(inflow.bytes()).isZero();
        inflow.add(records(9, 1, 10));
        assertThat(portions).hasSize(1);
        inflow.again();
        inflow.add(records(5, 5, 10));
        assertThat(inflow.failedFrom()).isEmpty();
        assertThat(portions.getLast()).containsExactly(5L, 6L, 7L, 8L, 9L);
    }

    private static List<ReadDelivery> records(long from, int count, int bytes) {
        return IntStream.range(0, count)
                .<ReadDelivery>mapToObj(i -> new ReadDelivery.Unreadable(
                        from + i,
                        bytes,
                        new DeadRecord(
                                DeadRecord.SCHEMA_VERSION, "topic", 0, from + i, null, null, "cause", Instant.EPOCH)))
                .toList();
    }
}
