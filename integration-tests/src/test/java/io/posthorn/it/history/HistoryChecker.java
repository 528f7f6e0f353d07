package io.posthorn.it.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides whether a queue may behave as a history shows. Calls took place at some moment between their begin and their end; a call
 * without a reliable answer at any moment after its begin, or never. A rule is broken only if no choice of these moments keeps it.
 *
 * <p>What a change of owner may do: forget who has which message. What it may not: lose, invent, double, bring back or reorder any.
 */
public final class HistoryChecker {

    /** What happened to one message. */
    private static final class Life {
        final Call.Send send;
        /** In order of their begins. */
        final List<Hold> holds = new ArrayList<>();

        Life(Call.Send send) {
            this.send = send;
        }

        boolean mayBeDeleted() {
            return holds.stream().anyMatch(hold -> !hold.deletes().isEmpty());
        }
    }

    private final History history;
    private final Map<String, Life> lives = new TreeMap<>();
    private final Map<String, List<Call.Receive>> unknownReceives = new HashMap<>();
    private final List<Anomaly> anomalies = new ArrayList<>();

    private HistoryChecker(History history) {
        this.history = history;
    }

    /** Everything in the history that must not be; empty for a history that is allowed. */
    public static List<Anomaly> check(History history) {
        HistoryChecker checker = new HistoryChecker(history);
        checker.collect();
        checker.checkLives();
        checker.checkGroups();
        checker.checkDeduplication();
        return List.copyOf(checker.anomalies);
    }

    private void found(Rule rule, String what, Call... evidence) {
        anomalies.add(new Anomaly(rule, what, List.of(evidence)));
    }

    private void collect() {
        Map<String, List<Call.Delete>> deletes = new HashMap<>();
        Map<String, List<Call.ChangeVisibility>> changes = new HashMap<>();
        List<Call.Receive> receives = new ArrayList<>();
        for (Call call : history.calls()) {
            switch (call) {
                case Call.Send send -> {
                    if (lives.put(send.body(), new Life(send)) != null) {
                        throw new IllegalArgumentException("two sends with the body " + send.body());
                    }
                }
                case Call.Receive receive -> {
                    receives.add(receive);
                    if (receive.outcome() == Outcome.UNKNOWN) {
                        unknownReceives
                                .computeIfAbsent(receive.queue(), _ -> new ArrayList<>())
                                .add(receive);
                    }
                }
                case Call.Delete delete -> {
                    if (delete.outcome() != Outcome.REFUSED) {
                        deletes.computeIfAbsent(delete.handle(), _ -> new ArrayList<>())
                                .add(delete);
                    }
                }
                case Call.ChangeVisibility change -> {
                    if (change.outcome() != Outcome.REFUSED) {
                        changes.computeIfAbsent(change.handle(), _ -> new ArrayList<>())
                                .add(change);
                    }
                }
            }
        }
        receives.sort(Comparator.comparingLong(receive -> receive.span().begin()));
        deletes.values()
                .forEach(list ->
                        list.sort(Comparator.comparingLong(each -> each.span().begin())));
        changes.values()
                .forEach(list ->
                        list.sort(Comparator.comparingLong(each -> each.span().begin())));
        for (Call.Receive receive : receives) {
            for (Call.Delivery delivery : receive.deliveries()) {
                Life life = lives.get(delivery.body());
                if (life == null
                        || !life.send.queue().equals(receive.queue())
                        || life.send.outcome() == Outcome.REFUSED
                        || receive.span().end() < life.send.span().begin()) {
                    found(Rule.INVENTED, delivery.body(), receive);
                } else {
                    life.holds.add(new Hold(
                            receive,
                            delivery,
                            deletes.getOrDefault(delivery.handle(), List.of()),
                            changes.getOrDefault(delivery.handle(), List.of())));
                }
            }
        }
    }

    private boolean ownerMayHaveChanged(long from, long to) {
        return history.ownerChanges().stream().anyMatch(change -> change.meets(from, to));
    }

    // ---- one message

    private void checkLives() {
        for (Life life : lives.values()) {
            checkDeletes(life);
            checkHolders(life);
            if (life.send.outcome() == Outcome.ACKNOWLEDGED && life.send.deduplicationId() == null) {
                checkKept(life.send, List.of(life));
            }
        }
    }

    /** An acknowledged send is one of these messages, and that is there until it is deleted. */
    private void checkKept(Call.Send send, List<Life> candidates) {
        boolean kept = candidates.stream()
                .anyMatch(life -> life.mayBeDeleted()
                        || life.holds.stream().anyMatch(hold -> hold.end() >= history.drainedFrom()));
        if (!kept) {
            found(Rule.LOST_SEND, send.body(), send);
        }
    }

    private void checkDeletes(Life life) {
        for (Hold hold : life.holds) {
            Call.Delete delete = hold.acknowledgedDelete().orElse(null);
            if (delete == null || mayBeStale(life, hold, delete)) {
                continue;
            }
            for (Hold later : life.holds) {
                if (delete.span().before(later.receive().span())) {
                    found(Rule.UNDELETED, life.send.body(), life.send, hold.receive(), delete, later.receive());
                }
            }
        }
    }

    /** Whether somebody may have received the message after this handle was issued and before the delete: then it did nothing. */
    private boolean mayBeStale(Life life, Hold hold, Call.Delete delete) {
        for (Hold other : life.holds) {
            if (!other.equals(hold) && other.begin() <= delete.span().end() && other.end() >= hold.begin()) {
                return true;
            }
        }
        boolean surelyHidden = hold.surelyHiddenUntil() > delete.span().end()
                && !ownerMayHaveChanged(hold.begin(), delete.span().end());
        if (surelyHidden) {
            return false;
        }
        return unknownReceives.getOrDefault(life.send.queue(), List.of()).stream()
                .anyMatch(lost -> lost.span().begin() <= delete.span().end()
                        && lost.span().end() >= hold.begin());
    }

    private void checkHolders(Life life) {
        for (int i = 0; i < life.holds.size(); i++) {
            Hold one = life.holds.get(i);
            for (int j = i + 1; j < life.holds.size(); j++) {
                Hold other = life.holds.get(j);
                boolean certain = !ownerMayHaveChanged(one.begin(), Math.max(one.end(), other.end()));
                if (certain && !Hold.canFollow(one, one.surelyHiddenUntil(), other, other.surelyHiddenUntil())) {
                    found(Rule.TWO_HOLDERS, life.send.body(), one.receive(), other.receive());
                }
            }
        }
    }

    // ---- groups

    private record Group(String queue, String name) {}

    private void checkGroups() {
        Map<Group, List<Life>> groups = new HashMap<>();
        for (Life life : lives.values()) {
            // Without a deduplication ID it is a standard queue's: a tenant, which promises no order.
            if (life.send.group() != null && life.send.deduplicationId() != null && !life.holds.isEmpty()) {
                groups.computeIfAbsent(new Group(life.send.queue(), life.send.group()), _ -> new ArrayList<>())
                        .add(life);
            }
        }
        for (List<Life> group : groups.values()) {
            group.sort(Comparator.comparingLong(life -> life.send.span().begin()));
            for (int i = 0; i < group.size(); i++) {
                for (int j = i + 1; j < group.size(); j++) {
                    checkPair(group.get(i), group.get(j));
                }
            }
        }
    }

    /**
     * A later message comes behind the earlier one in the same answer, or when that is deleted: everything else is out of order, or,
     * while another has the earlier one, its group is shared. Of two that were sent at the same time either may be the earlier.
     */
    private void checkPair(Life a, Life b) {
        boolean ordered =
                a.send.outcome() == Outcome.ACKNOWLEDGED && a.send.span().before(b.send.span());
        Optional<Hold> tooEarly = tooEarly(a, b);
        if (tooEarly.isEmpty() || (!ordered && tooEarly(b, a).isEmpty())) {
            return;
        }
        Hold hold = tooEarly.get();
        boolean shared = !ordered || a.holds.stream().anyMatch(one -> surelyDuring(one, hold));
        found(
                shared ? Rule.GROUP_SHARED : Rule.OUT_OF_ORDER,
                b.send.body() + " before " + a.send.body() + " of " + a.send.group(),
                Stream.concat(
                                Stream.of(a.send, b.send, hold.receive()),
                                a.holds.stream().map(Hold::receive))
                        .distinct()
                        .toArray(Call[]::new));
    }

    /** A delivery of the later message that surely was while the earlier one was there, and not ahead in the same answer. */
    private static Optional<Hold> tooEarly(Life earlier, Life later) {
        long mayBeDeletedFrom = earlier.holds.stream()
                .flatMap(hold -> hold.deletes().stream())
                .mapToLong(delete -> delete.span().begin())
                .min()
                .orElse(Span.NEVER);
        return later.holds.stream()
                .filter(hold -> hold.end() < mayBeDeletedFrom && !isBehind(earlier, hold))
                .findFirst();
    }

    private static boolean isBehind(Life earlier, Hold hold) {
        List<String> bodies =
                hold.receive().deliveries().stream().map(Call.Delivery::body).toList();
        int before = bodies.indexOf(earlier.send.body());
        return before >= 0 && before < bodies.indexOf(hold.delivery().body());
    }

    private boolean surelyDuring(Hold one, Hold other) {
        return one.end() < other.begin()
                && other.end() < one.surelyHeldUntil()
                && !ownerMayHaveChanged(one.begin(), other.end());
    }

    // ---- deduplication

    private record Key(String queue, String deduplicationId) {}

    /** A history is shorter than the five minutes for which deduplication IDs are remembered. */
    private void checkDeduplication() {
        Map<Key, List<Life>> byKey = new HashMap<>();
        for (Life life : lives.values()) {
            if (life.send.deduplicationId() != null) {
                byKey.computeIfAbsent(new Key(life.send.queue(), life.send.deduplicationId()), _ -> new ArrayList<>())
                        .add(life);
            }
        }
        byKey.forEach((key, same) -> {
            List<Life> delivered =
                    same.stream().filter(life -> !life.holds.isEmpty()).toList();
            if (delivered.size() > 1) {
                found(
                        Rule.DOUBLED,
                        key.deduplicationId() + " is " + delivered.size() + " messages",
                        delivered.stream().map(life -> life.send).toArray(Call[]::new));
            }
            List<Call.Send> acknowledged = same.stream()
                    .map(life -> life.send)
                    .filter(send -> send.outcome() == Outcome.ACKNOWLEDGED)
                    .toList();
            long answers = acknowledged.stream()
                    .map(Call.Send::messageId)
                    .filter(Objects::nonNull)
                    .distinct()
                    .count();
            if (answers > 1) {
                found(
                        Rule.DOUBLED,
                        key.deduplicationId() + " was answered with " + answers + " message ids",
                        acknowledged.toArray(Call[]::new));
            }
            if (!acknowledged.isEmpty()) {
                checkKept(acknowledged.getFirst(), same);
            }
        });
    }
}
