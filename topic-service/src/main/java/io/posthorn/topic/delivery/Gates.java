package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The gates of all targets that are not idle, and the bounds of all attempts together: how many, how many of them to targets
 * that are not well, and how many bytes. An account begins another attempt while it has fewer under way than are free, in
 * number and in bytes, so whatever one does with its targets, others have as much left; the same holds among targets that are
 * not well, of their half; and the fewer its account may begin, the fewer a target may have. Pure; for one thread.
 */
final class Gates {
    /** While an account has more under way than is free for it, so many targets at least share the rest. */
    private static final int TARGETS_AT_LEAST = 4;

    private final DeliveryLimits limits;
    private final Map<TargetKey, TargetGate> gates = new HashMap<>();
    private final Map<AccountId, Share> shares = new HashMap<>();
    private int underWay;
    private long bytes;
    private long heard;

    /** What an account has under way. */
    private record Share(int underWay, long bytes) {
        static final Share NONE = new Share(0, 0);

        Share with(int attempts, long size) {
            return new Share(underWay + attempts, bytes + size);
        }
    }

    Gates(DeliveryLimits limits) {
        this.limits = limits;
    }

    /** An attempt takes its place, and so many bytes. */
    void began(TargetKey key, long size, Instant now) {
        gate(key).began(now);
        underWay++;
        bytes += size;
        shares.put(key.account(), share(key.account()).with(1, size));
    }

    void ended(TargetKey key, long size, boolean accepted, Instant now) {
        gate(key).ended(accepted, now);
        left(key, size);
    }

    void cancelled(TargetKey key, long size) {
        gate(key).cancelled();
        left(key, size);
    }

    private void left(TargetKey key, long size) {
        underWay--;
        bytes -= size;
        Share left = share(key.account()).with(-1, -size);
        if (left.underWay() == 0) {
            shares.remove(key.account());
        } else {
            shares.put(key.account(), left);
        }
        forgetIdle(key);
    }

    /** What a change of its rows told of a target. */
    void known(Standing standing) {
        TargetGate gate = gate(standing.target());
        gate.heard(++heard);
        gate.known(
                standing.nextDueAt().isPresent(),
                standing.failingSince().isPresent(),
                standing.disabledAt().isPresent());
        forgetIdle(standing.target());
    }

    /** A delivery will wait for the target. */
    void waiting(TargetKey key) {
        TargetGate gate = gate(key);
        gate.heard(++heard);
        gate.waiting();
    }

    /** Begins to ask what is known of all targets. */
    long asking() {
        return ++heard;
    }

    /**
     * What is known of all targets that there is something to know of. What was learnt of one since it was asked for is newer.
     *
     * @param asked what {@link #asking} said
     */
    void answered(List<Standing> standings, long asked) {
        Set<TargetKey> named = new HashSet<>();
        for (Standing standing : standings) {
            named.add(standing.target());
            TargetGate gate = gates.get(standing.target());
            if (gate == null || gate.heardAt() < asked) {
                known(standing);
            }
        }
        for (TargetKey key : List.copyOf(gates.keySet())) {
            if (!named.contains(key) && gate(key).heardAt() < asked) {
                known(new Standing(key, Optional.empty(), Optional.empty(), Optional.empty()));
            }
        }
    }

    void resize(TargetKey key, int maxConcurrent) {
        TargetGate gate = gates.get(key);
        if (gate != null) {
            gate.resize(maxConcurrent);
        }
    }

    /**
     * Whether an attempt may begin that has no row: nothing is known against the target, and there is room for it. While
     * deliveries wait for the target such attempts have half of its places, and of one place none.
     */
    boolean admits(Target target, long size, Instant now) {
        AccountId account = target.key().account();
        if (freeFor(account) < 1 || share(account).bytes() + size > limits.maxBytes() - bytes) {
            return false;
        }
        TargetGate gate = gates.get(target.key());
        if (gate == null) {
            return true;
        }
        gate.resize(target.maxConcurrent());
        return !gate.isDisabled()
                && gate.isWell(now, limits.quiet())
                && free(target.key(), now) > (gate.hasBacklog() ? gate.underWay() + 1 : 0);
    }

    /** Whether nothing is known against the target. */
    boolean isWell(TargetKey key, Instant now) {
        TargetGate gate = gates.get(key);
        return gate == null || (!gate.isDisabled() && gate.isWell(now, limits.quiet()));
    }

    boolean isDisabled(TargetKey key) {
        TargetGate gate = gates.get(key);
        return gate != null && gate.isDisabled();
    }

    boolean hasBacklog(TargetKey key) {
        TargetGate gate = gates.get(key);
        return gate != null && gate.hasBacklog();
    }

    /** How many attempts may begin to a target, were it the only one. Of one that is not known yet, the first. */
    int free(TargetKey key, Instant now) {
        TargetGate gate = gates.get(key);
        int room = freeFor(key.account());
        if (gate == null) {
            return Math.min(1, room);
        }
        int most = Math.max(limits.unwellPlaces(), room / TARGETS_AT_LEAST);
        int free = Math.min(gate.free(now, limits.quiet(), limits.unwellPlaces()), most - gate.underWay());
        return Math.max(0, Math.min(free, room));
    }

    /** How many attempts may begin to targets of an account. */
    int freeFor(AccountId account) {
        Share share = share(account);
        if (share.bytes() > 0 && share.bytes() >= limits.maxBytes() - bytes) {
            return 0;
        }
        return shareOf(freeInAll(), share.underWay());
    }

    /** The accounts of which no attempt may begin. */
    List<AccountId> fullAccounts() {
        return shares.keySet().stream().filter(account -> freeFor(account) == 0).toList();
    }

    /** How many attempts may begin. */
    int freeInAll() {
        return bytes >= limits.maxBytes() ? 0 : limits.maxUnderWay() - underWay;
    }

    /** What may begin to targets that are not well. */
    Unwell unwell(Instant now) {
        Map<AccountId, Integer> underWayOf = new HashMap<>();
        int unwell = 0;
        for (Map.Entry<TargetKey, TargetGate> each : gates.entrySet()) {
            TargetGate gate = each.getValue();
            if (gate.underWay() > 0 && !gate.isWell(now, limits.quiet())) {
                unwell += gate.underWay();
                underWayOf.merge(each.getKey().account(), gate.underWay(), Integer::sum);
            }
        }
        return new Unwell(Math.min(freeInAll(), limits.maxUnderWay() / 2 - unwell), underWayOf);
    }

    /**
     * The places of targets that are not well, at one moment.
     *
     * @param free how many attempts may begin in all
     * @param underWay how many each account has, if any
     */
    record Unwell(int free, Map<AccountId, Integer> underWay) {
        Unwell {
            underWay = Map.copyOf(underWay);
        }

        /** How many attempts may begin to those of an account. */
        int freeFor(AccountId account) {
            return shareOf(free, underWay.getOrDefault(account, 0));
        }

        /** The accounts to whose targets none may begin. */
        List<AccountId> fullAccounts() {
            return underWay.keySet().stream()
                    .filter(account -> freeFor(account) == 0)
                    .toList();
        }
    }

    /** How many may begin of whom has so many under way: each is one more of those and one less that is free. */
    private static int shareOf(int free, int underWay) {
        return Math.max(0, (free - underWay + 1) / 2);
    }

    /** The targets that have no place for another attempt. */
    List<TargetKey> full(Instant now) {
        List<TargetKey> full = new ArrayList<>();
        gates.forEach((key, gate) -> {
            if (gate.underWay() > 0 && free(key, now) == 0) {
                full.add(key);
            }
        });
        return full;
    }

    int underWay() {
        return underWay;
    }

    long bytes() {
        return bytes;
    }

    private Share share(AccountId account) {
        return shares.getOrDefault(account, Share.NONE);
    }

    private TargetGate gate(TargetKey key) {
        return gates.computeIfAbsent(key, _ -> new TargetGate());
    }

    private void forgetIdle(TargetKey key) {
        TargetGate gate = gates.get(key);
        if (gate != null && gate.isIdle()) {
            gates.remove(key);
        }
    }
}
