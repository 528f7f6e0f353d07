package io.posthorn.queue.shard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which shard and who is alive, as read from PostgreSQL at one moment.
 *
 * @param shards a row for every shard of the installation
 * @param live the replicas whose heartbeat has not expired
 * @param leaving the ids of those that hand their shards over and take none
 */
record ShardTable(List<Row> shards, Map<String, Replica> live, Set<String> leaving) {
    ShardTable {
        shards = List.copyOf(shards);
        live = Map.copyOf(live);
        leaving = Set.copyOf(leaving);
    }

    /** Whether there is anybody to take shards that are handed over. */
    boolean hasHeirs() {
        return !leaving.containsAll(live.keySet());
    }

    private Set<String> sharing() {
        Set<String> sharing = new HashSet<>(live.keySet());
        sharing.removeAll(leaving);
        return sharing;
    }

    /** One shard: its epoch and the id of its last owner, null when it was released. */
    record Row(int shard, long epoch, @Nullable String owner) {}

    /** What a replica should do next: shards to take and leases to hand over. */
    record Plan(List<Integer> take, List<ShardLease> release) {}

    /** The live owner of each shard that has one. */
    Map<Integer, Replica> owners() {
        Map<Integer, Replica> owners = new HashMap<>();
        for (Row row : shards) {
            Replica replica = row.owner() == null ? null : live.get(row.owner());
            if (replica != null) {
                owners.put(row.shard(), replica);
            }
        }
        return owners;
    }

    /**
     * The step of {@code self} towards an even share: it takes shards that nobody alive holds, up to its share rounded
     * up, and releases what it has beyond that once another replica is there to take it. Every replica that plans on
     * the same table comes to plans that do not fight: none takes from the living, and each begins with other free shards.
     *
     * @param self the replica that plans
     * @param held the shards that it serves now; a row that names it without being among them is left from an earlier
     *     life under the same id, or was given up: it is free to be taken again, and released when it is too many
     */
    Plan planFor(String self, Set<Integer> held) {
        Set<String> replicas = sharing();
        replicas.add(self);
        int share = Math.ceilDiv(shards.size(), replicas.size());
        if (held.size() > share) {
            return new Plan(
                    List.of(),
                    Stream.concat(held.stream().sorted().skip(share), leftBy(self, held).stream())
                            .map(this::lease)
                            .toList());
        }
        List<Integer> free = shards.stream()
                .filter(row -> !held.contains(row.shard()))
                .filter(row -> row.owner() == null || row.owner().equals(self) || !live.containsKey(row.owner()))
                .map(Row::shard)
                .toList();
        int wanted = Math.min(free.size(), share - held.size());
        int first = Math.min(wantedBefore(self, share), free.size() - wanted);
        List<Integer> taken = free.subList(first, first + wanted);
        return new Plan(
                taken,
                leftBy(self, held).stream()
                        .filter(shard -> !taken.contains(shard))
                        .map(this::lease)
                        .toList());
    }

    /** How many shards the living that come before {@code self} lack: what is free is theirs first. */
    private int wantedBefore(String self, int share) {
        Map<String, Integer> held = new HashMap<>();
        shards.stream().map(Row::owner).filter(Objects::nonNull).forEach(owner -> held.merge(owner, 1, Integer::sum));
        return sharing().stream()
                .filter(id -> id.compareTo(self) < 0)
                .mapToInt(id -> Math.max(0, share - held.getOrDefault(id, 0)))
                .sum();
    }

    /** The shards whose rows name {@code self} although it does not serve them: others wait for them in vain. */
    private List<Integer> leftBy(String self, Set<Integer> held) {
        return shards.stream()
                .filter(row -> self.equals(row.owner()) && !held.contains(row.shard()))
                .map(Row::shard)
                .toList();
    }

    private ShardLease lease(int shard) {
        return shards.stream()
                .filter(row -> row.shard() == shard)
                .map(row -> new ShardLease(shard, row.epoch()))
                .findFirst()
                .orElseThrow();
    }
}
