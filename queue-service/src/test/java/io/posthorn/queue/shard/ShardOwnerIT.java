package io.posthorn.queue.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ShardOwnerIT {
    private static final int SHARDS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final TestDatabase database = new TestDatabase();

    /** Remembers what it was told. */
    private static class Served implements ShardListener {
        final Set<ShardLease> now = ConcurrentHashMap.newKeySet();
        final Set<ShardLease> lost = ConcurrentHashMap.newKeySet();

        @Override
        public Uni<Void> acquired(ShardLease lease) {
            now.add(lease);
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> releasing(ShardLease lease) {
            now.remove(lease);
            return Uni.createFrom().voidItem();
        }

        @Override
        public void lost(ShardLease lease) {
            now.remove(lease);
            lost.add(lease);
        }
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @BeforeEach
    void clear() {
        database.run("TRUNCATE queue.owners, queue.shards");
    }

    @Test
    void aLoneReplicaServesEveryShardAndIsValid() {
        Served served = new Served();
        ShardOwner owner = owner("a", LONG);

        tick(owner, served);

        assertThat(served.now).hasSize(SHARDS);
        assertThat(owner.valid()).isTrue();
    }

    @Test
    void twoReplicasShareAndNoShardIsServedTwice() {
        Served first = new Served();
        Served second = new Served();
        ShardOwner a = owner("a", LONG);
        ShardOwner b = owner("b", LONG);
        tick(a, first);
        tick(b, second);
        tick(a, first);
        tick(b, second);

        assertThat(a.held()).hasSize(SHARDS / 2);
        assertThat(b.held()).hasSize(SHARDS / 2).doesNotContainAnyElementsOf(a.held());
    }

    @Test
    void theShardsOfADeadReplicaAreTakenWithAHigherEpoch() {
        Served dead = new Served();
        tick(owner("a", Duration.ofMillis(50)), dead);
        Served heir = new Served();
        ShardOwner b = owner("b", LONG);

        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            tick(b, heir);
            assertThat(heir.now).hasSize(SHARDS);
        });
        assertThat(heir.now).allSatisfy(lease -> assertThat(lease.epoch()).isEqualTo(2));
    }

    @Test
    void aReplicaThatWasThoughtDeadLearnsThatItLostItsShards() {
        Served deposed = new Served();
        ShardOwner a = owner("a", Duration.ofMillis(50));
        tick(a, deposed);
        Served heir = new Served();
        ShardOwner b = owner("b", LONG);
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            tick(b, heir);
            assertThat(heir.now).hasSize(SHARDS);
        });

        tick(a, deposed);

        assertThat(deposed.lost).hasSize(SHARDS);
        assertThat(a.held()).isEmpty();
    }

    @Test
    void aReplicaThatLeavesFreesItsShardsAtOnce() {
        Served leaving = new Served();
        ShardOwner a = owner("a", LONG);
        tick(a, leaving);
        a.leave(leaving).await().atMost(PATIENCE);
        Served heir = new Served();

        tick(owner("b", LONG), heir);

        assertThat(leaving.now).isEmpty();
        assertThat(heir.now).hasSize(SHARDS);
    }

    @Test
    void withoutAHeartbeatValidityLapsesBeforeAnybodyMayTakeOver() {
        AtomicLong clock = new AtomicLong();
        ShardOwner owner = owner("a", Duration.ofSeconds(6), clock::get);
        tick(owner, new Served());

        clock.addAndGet(Duration.ofMillis(4700).toNanos());
        assertThat(owner.valid()).isTrue();
        clock.addAndGet(Duration.ofMillis(200).toNanos());
        assertThat(owner.valid()).isFalse();
    }

    @Test
    void aReplicaThatWasThoughtDeadIsNotValidBeforeItHasDroppedWhatItLost() {
        AtomicLong clock = new AtomicLong();
        List<Boolean> validWhenLost = new CopyOnWriteArrayList<>();
        ShardOwner a = owner("a", Duration.ofMillis(50), clock::get);
        Served deposed = new Served() {
            @Override
            public void lost(ShardLease lease) {
                validWhenLost.add(a.valid());
                super.lost(lease);
            }
        };
        tick(a, deposed);
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        ShardOwner b = owner("b", LONG);
        Served heir = new Served();
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
            tick(b, heir);
            assertThat(heir.now).hasSize(SHARDS);
        });

        tick(a, deposed);

        assertThat(validWhenLost).hasSize(SHARDS).doesNotContain(true);
        assertThat(a.valid()).isTrue();
    }

    @Test
    void aReplicaThatIsBackInTimeKeepsItsShardsFromOneThatHasBegunToTakeThem() {
        ShardStore store = new ShardStore(Pool.newInstance(database.pool()));
        Replica a = new Replica("a", "http://a");
        owner("a", LONG);
        List<ShardLease> leases = store.take(a, List.of(0)).await().atMost(PATIENCE);
        CompletableFuture<List<ShardLease>> taking = new CompletableFuture<>();
        // A transaction of a's journal holds the shard's row, so that whoever takes it waits.
        database.pool()
                .withTransaction(journal -> journal.query("SELECT 1 FROM queue.shards WHERE shard = 0 FOR SHARE")
                        .execute()
                        .onSuccess(_ -> store.take(new Replica("b", "http://b"), List.of(0))
                                .subscribe()
                                .with(taking::complete, taking::completeExceptionally))
                        .compose(_ -> whenSomebodyWaits())
                        .compose(_ -> Future.fromCompletionStage(
                                store.heartbeat(a, LONG).subscribeAsCompletionStage())))
                .toCompletionStage()
                .toCompletableFuture()
                .join();

        assertThat(taking)
                .succeedsWithin(PATIENCE)
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .isEmpty();
        assertThat(store.read(true).await().atMost(PATIENCE).shards().getFirst().epoch())
                .isEqualTo(leases.getFirst().epoch());
    }

    private static Future<?> whenSomebodyWaits() {
        return database.pool()
                .query("SELECT count(*) FROM pg_locks WHERE NOT granted")
                .execute()
                .compose(
                        rows -> rows.iterator().next().getLong(0) > 0 ? Future.succeededFuture() : whenSomebodyWaits());
    }

    @Test
    void aReleaseThatComesLateDoesNotFreeWhatWasTakenAgain() {
        ShardStore store = new ShardStore(Pool.newInstance(database.pool()));
        Replica a = new Replica("a", "http://a");
        owner("a", LONG);
        List<ShardLease> before = store.take(a, List.of(0, 1)).await().atMost(PATIENCE);
        store.take(a, List.of(0)).await().atMost(PATIENCE);

        store.release(a, before).await().atMost(PATIENCE);

        assertThat(store.read(false).await().atMost(PATIENCE).shards().subList(0, 2))
                .extracting(ShardTable.Row::owner)
                .containsExactly("a", null);
    }

    @Test
    void whoReleasesShardsOrLeavesSaysSo() {
        AtomicInteger news = new AtomicInteger();
        Served served = new Served();
        ShardOwner a = owner("a", LONG);
        tick(a, served);
        tick(owner("b", LONG), new Served());
        try (ShardNews _ = ShardNews.listen(database.vertx(), database.options(), news::incrementAndGet)) {
            Awaitility.await().atMost(PATIENCE).untilAsserted(() -> {
                database.run("SELECT pg_notify('posthorn_queue_shards', '')");
                assertThat(news).hasPositiveValue();
            });
            int before = news.get();

            tick(a, served);
            awaitMore(news, before);
            int released = news.get();
            a.leave(served).await().atMost(PATIENCE);
            awaitMore(news, released);
        }
    }

    private static void awaitMore(AtomicInteger news, int before) {
        Awaitility.await().atMost(PATIENCE).untilAsserted(() -> assertThat(news).hasValueGreaterThan(before));
    }

    @Test
    void whileOthersLiveAReplicaThatLeavesHandsItsShardsOverAFewAtATime() {
        ShardStore store = new ShardStore(Pool.newInstance(database.pool()));
        ShardOwner a = owner("a", LONG);
        List<Integer> freeWhenDrained = new CopyOnWriteArrayList<>();
        Served leaving = new Served() {
            @Override
            public Uni<Void> releasing(ShardLease lease) {
                return store.read(false)
                        .invoke(table -> {
                            freeWhenDrained.add(SHARDS - table.owners().size());
                            assertThat(table.leaving()).containsExactly("a");
                            assertThat(table.planFor("b", Set.of()).release()).isEmpty();
                        })
                        .chain(() -> super.releasing(lease));
            }
        };
        tick(a, leaving);
        store.heartbeat(new Replica("b", "http://b"), LONG).await().atMost(PATIENCE);

        a.leave(leaving).await().atMost(PATIENCE);

        assertThat(freeWhenDrained).hasSize(SHARDS).contains(0).anyMatch(free -> free > 0 && free < SHARDS);
        ShardTable table = store.read(false).await().atMost(PATIENCE);
        assertThat(table.live()).containsOnlyKeys("b");
        assertThat(table.owners()).isEmpty();
    }

    @Test
    void aReplicaThatBeginsAgainAfterItLeftHalfwayTakesItsShare() {
        ShardStore store = new ShardStore(Pool.newInstance(database.pool()));
        Replica a = new Replica("a", "http://a");
        store.create(SHARDS).await().atMost(PATIENCE);
        store.heartbeat(a, LONG).await().atMost(PATIENCE);
        store.leaving(a, LONG).await().atMost(PATIENCE);
        assertThat(store.read(false).await().atMost(PATIENCE).hasHeirs()).isFalse();

        ShardOwner again = owner("a", LONG);
        tick(again, new Served());

        assertThat(again.held()).hasSize(SHARDS);
        assertThat(store.read(false).await().atMost(PATIENCE).hasHeirs()).isTrue();
    }

    @Test
    void aReplicaThatLeftLearnsWhoHasItsShards() {
        Served leaving = new Served();
        ShardDirectory directory = new ShardDirectory(new Shards(SHARDS));
        ShardOwner a = newOwner("a", LONG, System::nanoTime, directory);
        a.prepare(SHARDS).await().atMost(PATIENCE);
        tick(a, leaving);
        a.leave(leaving).await().atMost(PATIENCE);
        assertThat(succession(a)).isEqualTo(ShardOwner.Succession.NOBODY);
        assertThat(directory.ownerOf(0)).isNull();
        new ShardStore(Pool.newInstance(database.pool()))
                .heartbeat(new Replica("b", "http://b"), LONG)
                .await()
                .atMost(PATIENCE);
        assertThat(succession(a)).isEqualTo(ShardOwner.Succession.UNDER_WAY);

        tick(owner("b", LONG), new Served());

        assertThat(succession(a)).isEqualTo(ShardOwner.Succession.COMPLETE);
        assertThat(directory.ownerOf(0)).isEqualTo(new Replica("b", "http://b"));
    }

    private static ShardOwner.Succession succession(ShardOwner owner) {
        return owner.succession().await().atMost(PATIENCE);
    }

    @Test
    void anotherNumberOfShardsThanTheInstallationsIsRefused() {
        owner("a", LONG);

        assertThatThrownBy(() -> newOwner("b", LONG, System::nanoTime)
                        .prepare(SHARDS + 1)
                        .await()
                        .atMost(PATIENCE))
                .hasMessageContaining("posthorn.queue.shards is 9")
                .hasMessageContaining("made with 8");
    }

    private static void tick(ShardOwner owner, ShardListener listener) {
        owner.tick(listener).await().atMost(PATIENCE);
    }

    private static ShardOwner owner(String id, Duration ttl) {
        return owner(id, ttl, System::nanoTime);
    }

    private static ShardOwner owner(String id, Duration ttl, LongSupplier nanoTime) {
        ShardOwner owner = newOwner(id, ttl, nanoTime);
        owner.prepare(SHARDS).await().atMost(PATIENCE);
        return owner;
    }

    private static ShardOwner newOwner(String id, Duration ttl, LongSupplier nanoTime) {
        return newOwner(id, ttl, nanoTime, new ShardDirectory(new Shards(SHARDS)));
    }

    private static ShardOwner newOwner(String id, Duration ttl, LongSupplier nanoTime, ShardDirectory directory) {
        return new ShardOwner(
                Pool.newInstance(database.pool()),
                directory,
                (_, _) -> {},
                new Replica(id, "http://" + id),
                ttl,
                nanoTime);
    }
}
