package io.posthorn.queue.shard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ShardTableTest {
    @Test
    void aLoneReplicaTakesEverythingThatIsFree() {
        ShardTable table = table(4, Map.of(), Set.of("a"));

        assertThat(table.planFor("a", Set.of()).take()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void nothingIsTakenFromTheLiving() {
        ShardTable table = table(4, Map.of(0, "b", 1, "b", 2, "b", 3, "b"), Set.of("a", "b"));

        assertThat(table.planFor("a", Set.of()).take()).isEmpty();
    }

    @Test
    void whatTheDeadHeldIsTaken() {
        ShardTable table = table(4, Map.of(0, "b", 1, "b", 2, "b", 3, "b"), Set.of("a"));

        assertThat(table.planFor("a", Set.of()).take()).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aRestartedReplicaTakesAgainWhatItHeldInItsEarlierLife() {
        ShardTable table = table(2, Map.of(0, "a", 1, "a"), Set.of("a"));

        assertThat(table.planFor("a", Set.of()).take()).containsExactly(0, 1);
    }

    @Test
    void whatIsBeyondTheShareIsReleasedForANewcomer() {
        ShardTable table = table(4, Map.of(0, "a", 1, "a", 2, "a", 3, "a"), Set.of("a", "b"));

        ShardTable.Plan plan = table.planFor("a", Set.of(0, 1, 2, 3));

        assertThat(plan.release()).containsExactly(new ShardLease(2, 1), new ShardLease(3, 1));
        assertThat(plan.take()).isEmpty();
    }

    @Test
    void whatAReplicaGaveUpButStillHasItsNameIsReleasedWhenItIsBeyondTheShare() {
        ShardTable table = table(4, Map.of(0, "a", 1, "a", 2, "a", 3, "a"), Set.of("a", "b"));

        ShardTable.Plan plan = table.planFor("a", Set.of(3));

        assertThat(plan.take()).containsExactly(0);
        assertThat(plan.release()).containsExactly(new ShardLease(1, 1), new ShardLease(2, 1));
    }

    @Property(tries = 300)
    void replicasThatFollowTheirPlansComeToAnEvenShareAndStayThere(
            @ForAll @IntRange(min = 1, max = 64) int shards, @ForAll @IntRange(min = 1, max = 7) int replicas) {
        Set<String> live = new HashSet<>();
        for (int i = 0; i < replicas; i++) {
            live.add("replica-" + i);
        }
        Map<Integer, String> owners = new HashMap<>();
        for (int shard = 0; shard < shards; shard++) {
            owners.put(shard, "replica-0");
        }
        for (int round = 0; round < 3; round++) {
            for (String replica : List.copyOf(live)) {
                step(replica, shards, owners, live);
            }
        }

        int share = Math.ceilDiv(shards, replicas);
        assertThat(owners).hasSize(shards);
        for (String replica : live) {
            assertThat(heldBy(replica, owners)).hasSizeLessThanOrEqualTo(share);
            ShardTable.Plan plan = table(shards, owners, live).planFor(replica, heldBy(replica, owners));
            assertThat(plan.take()).isEmpty();
            assertThat(plan.release()).isEmpty();
        }
    }

    @Property(tries = 300)
    void replicasThatLookAtTheSameTimeTakeAllShardsOfOneThatLeft(
            @ForAll @IntRange(min = 1, max = 64) int shards, @ForAll @IntRange(min = 2, max = 7) int replicas) {
        Map<Integer, String> owners = new HashMap<>();
        for (int shard = 0; shard < shards; shard++) {
            if (shard % replicas != 0) {
                owners.put(shard, "replica-" + shard % replicas);
            }
        }
        Set<String> live = new HashSet<>();
        for (int i = 1; i < replicas; i++) {
            live.add("replica-" + i);
        }
        ShardTable table = table(shards, owners, live);

        Map<Integer, String> taken = new HashMap<>(owners);
        for (String replica : live) {
            table.planFor(replica, heldBy(replica, owners)).take().forEach(shard -> taken.putIfAbsent(shard, replica));
        }

        assertThat(taken).hasSize(shards);
    }

    private static void step(String replica, int shards, Map<Integer, String> owners, Set<String> live) {
        ShardTable.Plan plan = table(shards, owners, live).planFor(replica, heldBy(replica, owners));
        plan.release().forEach(lease -> owners.remove(lease.shard()));
        plan.take().forEach(shard -> owners.put(shard, replica));
    }

    private static Set<Integer> heldBy(String replica, Map<Integer, String> owners) {
        Set<Integer> held = new HashSet<>();
        owners.forEach((shard, owner) -> {
            if (owner.equals(replica)) {
                held.add(shard);
            }
        });
        return held;
    }

    private static ShardTable table(int shards, Map<Integer, String> owners, Set<String> live) {
        List<ShardTable.Row> rows = new ArrayList<>();
        for (int shard = 0; shard < shards; shard++) {
            rows.add(new ShardTable.Row(shard, 1, owners.get(shard)));
        }
        Map<String, Replica> replicas = new HashMap<>();
        live.forEach(id -> replicas.put(id, new Replica(id, "http://" + id)));
        return new ShardTable(rows, replicas, Set.of());
    }
}
