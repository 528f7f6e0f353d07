package io.posthorn.queue.shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.TestDatabase;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
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
    private static final class Served implements ShardListener {
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
        return new ShardOwner(
                Pool.newInstance(database.pool()),
                new ShardDirectory(new Shards(SHARDS)),
                (_, _) -> {},
                new Replica(id, "http://" + id),
                ttl,
                nanoTime);
    }
}
