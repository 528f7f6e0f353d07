package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.QueueServiceConfig;
import io.posthorn.queue.TestDatabase;
import io.posthorn.queue.shard.Replica;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.shard.ShardLease;
import io.posthorn.queue.shard.ShardListener;
import io.posthorn.queue.shard.ShardOwner;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MembershipIT {
    private static final int SHARDS = 8;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    /** So rare that only news make a replica look in time. */
    private static final Duration RARELY = Duration.ofMinutes(1);

    private static final Duration OFTEN = Duration.ofMillis(10);
    private static final TestDatabase database = new TestDatabase();

    /** Remembers in which order it was told; serves a shard when it is let. */
    private static final class Serving implements ShardListener {
        final List<String> told = new CopyOnWriteArrayList<>();
        final CompletableFuture<Void> let;

        Serving(CompletableFuture<Void> let) {
            this.let = let;
        }

        @Override
        public Uni<Void> acquired(ShardLease lease) {
            told.add("acquired");
            return Uni.createFrom().completionStage(let).invoke(() -> told.add("serves"));
        }

        @Override
        public Uni<Void> releasing(ShardLease lease) {
            told.add("releasing");
            return Uni.createFrom().voidItem();
        }

        @Override
        public void lost(ShardLease lease) {
            told.add("lost");
        }
    }

    private record Timing(Duration heartbeat) implements QueueServiceConfig.Replica {
        @Override
        public Optional<String> id() {
            return Optional.empty();
        }

        @Override
        public String url() {
            return "http://unused";
        }

        @Override
        public Duration ttl() {
            return RARELY.multipliedBy(3);
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
    void whoLeavesIsFollowedByWhoHearsOfItAndKnowsThem() {
        ShardDirectory directory = new ShardDirectory(new Shards(SHARDS));
        ShardOwner a = owner("a", directory);
        ShardOwner b = owner("b", new ShardDirectory(new Shards(SHARDS)));
        Serving first = new Serving(CompletableFuture.completedFuture(null));
        Serving second = new Serving(CompletableFuture.completedFuture(null));
        a.tick(first).await().atMost(PATIENCE);
        b.tick(second).await().atMost(PATIENCE);
        a.tick(first).await().atMost(PATIENCE);
        Membership leaving = membership(a, first, RARELY);
        Membership staying = membership(b, second, RARELY);
        leaving.begin();
        staying.begin();
        awaitListening(2);

        leaving.leave().await().atMost(PATIENCE);

        assertThat(a.held()).isEmpty();
        assertThat(b.held()).hasSize(SHARDS);
        assertThat(IntStream.range(0, SHARDS).mapToObj(directory::ownerOf)).containsOnly(new Replica("b", "http://b"));
        staying.leave().await().atMost(PATIENCE);
    }

    @Test
    void whoLeavesFinishesTheLookUnderWayFirst() {
        CompletableFuture<Void> let = new CompletableFuture<>();
        Serving serving = new Serving(let);
        ShardOwner a = owner("a", new ShardDirectory(new Shards(SHARDS)));
        Membership membership = membership(a, serving, OFTEN);
        membership.begin();
        Awaitility.await().atMost(PATIENCE).until(() -> serving.told.size() == SHARDS);

        CompletableFuture<Void> left = membership.leave().subscribeAsCompletionStage();
        database.number("SELECT count(*) FROM queue.owners");
        assertThat(left).isNotDone();
        let.complete(null);

        assertThat(left).succeedsWithin(PATIENCE);
        assertThat(serving.told.subList(0, 2 * SHARDS)).doesNotContain("releasing");
        assertThat(serving.told.subList(2 * SHARDS, 3 * SHARDS)).containsOnly("releasing");
        assertThat(database.number("SELECT count(*) FROM queue.owners")).isZero();
        assertThat(database.number("SELECT count(owner) FROM queue.shards")).isZero();
    }

    @Test
    void leavingTwiceIsLeavingOnce() {
        Serving serving = new Serving(CompletableFuture.completedFuture(null));
        ShardOwner a = owner("a", new ShardDirectory(new Shards(SHARDS)));
        a.tick(serving).await().atMost(PATIENCE);
        Membership membership = membership(a, serving, RARELY);
        membership.begin();

        membership.leave().await().atMost(PATIENCE);
        membership.leave().await().atMost(PATIENCE);

        assertThat(serving.told.stream().filter("releasing"::equals)).hasSize(SHARDS);
    }

    private static void awaitListening(int sessions) {
        Awaitility.await("news are heard")
                .atMost(PATIENCE)
                .until(() -> database.number("SELECT count(*) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'")
                        == sessions);
    }

    private static Membership membership(ShardOwner owner, ShardListener listener, Duration heartbeat) {
        return new Membership(database.vertx(), database.options(), owner, listener, new Timing(heartbeat));
    }

    private static ShardOwner owner(String id, ShardDirectory directory) {
        ShardOwner owner = new ShardOwner(
                Pool.newInstance(database.pool()),
                directory,
                (_, _) -> {},
                new Replica(id, "http://" + id),
                RARELY.multipliedBy(3),
                System::nanoTime);
        owner.prepare(SHARDS).await().atMost(PATIENCE);
        return owner;
    }
}
