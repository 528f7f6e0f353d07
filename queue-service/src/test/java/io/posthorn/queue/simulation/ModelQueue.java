package io.posthorn.queue.simulation;

import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.QueueSettings.DeadLetters;
import io.posthorn.queue.state.QueueSettings.DeduplicationScope;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.StoredMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * What one owner's queue holds, said as plainly as possible: a list that is searched for everything. It is changed by what callers
 * asked for and by what was committed, and restored from what {@link DurableModel} says.
 */
final class ModelQueue {
    private static final long WINDOW_MILLIS = 300_000;

    final long epoch;
    final List<Letter> letters = new ArrayList<>();
    final Map<String, Change.Original> remembered = new HashMap<>();
    QueueSettings settings;
    /** Which messages the owner has in memory: the only thing that the model asks the code under test. */
    LongPredicate held = _ -> true;
    /** What the decision under examination took out: it was in memory for a part of it. */
    Set<Long> leaving = Set.of();

    ModelQueue(DurableModel durable, QueueSettings settings, long epoch) {
        this.settings = settings;
        this.epoch = epoch;
        for (Letter letter : durable.letters.values()) {
            Letter restored = letter.copy();
            letters.add(restored);
            delayAsTheQueue(restored);
        }
        remembered.putAll(durable.remembered);
    }

    /** On FIFO the queue's delay holds for what was never received, whenever it was sent. */
    private void delayAsTheQueue(Letter letter) {
        if (settings.fifo() && letter.receivesHere() == 0) {
            letter.visibleAt = letter.sentAt + settings.delay().toMillis();
        }
    }

    void change(QueueSettings changed) {
        settings = changed;
        letters.stream().filter(letter -> letter.durable).forEach(this::delayAsTheQueue);
    }

    @Nullable
    Letter find(long sequence) {
        for (Letter letter : letters) {
            if (letter.sequence == sequence) {
                return letter;
            }
        }
        return null;
    }

    void remove(Letter letter) {
        letters.remove(letter);
    }

    /** What the deduplication ID of a message must be unique in, with it; absent on standard. */
    @Nullable
    String key(NewMessage message) {
        if (!settings.fifo()) {
            return null;
        }
        boolean perGroup = settings.deduplicationScope() == DeduplicationScope.MESSAGE_GROUP;
        return (perGroup ? message.groupId() : "") + "/" + message.deduplicationId();
    }

    Change.@Nullable Original original(@Nullable String key, long now) {
        Change.Original original = key == null ? null : remembered.get(key);
        return original == null || original.expiresAt() <= now ? null : original;
    }

    Change.Original remember(String key, long id, long sequence, long now) {
        Change.Original original = new Change.Original(id, sequence, now + WINDOW_MILLIS);
        remembered.put(key, original);
        return original;
    }

    Letter accept(NewMessage message, long sequence, long now) {
        var history = message.history();
        var sentEarlier = settings.fifo() || history == null ? null : history.sentAt();
        var delay = settings.fifo() || message.delay() == null ? settings.delay() : message.delay();
        Letter letter = new Letter(
                sequence,
                message.id().low(),
                message.groupId(),
                message.deduplicationId(),
                sentEarlier == null ? now : sentEarlier.toEpochMilli(),
                history == null ? 0 : history.receiveCount(),
                now + delay.toMillis(),
                history == null || history.firstReceived() == null
                        ? 0
                        : history.firstReceived().toEpochMilli());
        letters.add(letter);
        return letter;
    }

    void committed(long sequence) {
        Letter letter = find(sequence);
        if (letter != null) {
            letter.durable = true;
            delayAsTheQueue(letter);
        }
    }

    boolean expired(Letter letter, long now) {
        return letter.durable && letter.sentAt + settings.retention().toMillis() <= now;
    }

    /** Everything durable and in memory whose retention is over. */
    Set<Long> expired(long now) {
        Set<Long> expired = new HashSet<>();
        for (Letter letter : letters) {
            if (expired(letter, now) && isHeld(letter.sequence)) {
                expired.add(letter.sequence);
            }
        }
        return expired;
    }

    boolean receivedTooOften(Letter letter) {
        DeadLetters policy = settings.deadLetters();
        return policy != null && policy.targetExists() && letter.receivesHere() >= policy.maxReceiveCount();
    }

    /** What a receive may come across, in order: all that is visible, on FIFO only what is before a group's first hidden one. */
    List<Letter> reachable(long now) {
        List<Letter> reachable = new ArrayList<>();
        Set<String> blocked = new HashSet<>();
        for (Letter letter : letters) {
            if (!letter.durable) {
                continue;
            }
            if (!letter.visible(now)) {
                blocked.add(String.valueOf(letter.group));
            } else if (!settings.fifo() || !blocked.contains(String.valueOf(letter.group))) {
                reachable.add(letter);
            }
        }
        return reachable;
    }

    Set<Long> reachableSequences(long now) {
        Set<Long> sequences = new HashSet<>();
        reachable(now).forEach(letter -> sequences.add(letter.sequence));
        return sequences;
    }

    /** What a receive of any size would get. */
    List<Letter> deliverable(long now) {
        List<Letter> deliverable = reachable(now);
        deliverable.removeIf(letter -> receivedTooOften(letter) || expired(letter, now));
        return deliverable;
    }

    private boolean isHeld(long sequence) {
        return held.test(sequence) || leaving.contains(sequence);
    }

    /** What of these is in memory. */
    List<Letter> held(List<Letter> all) {
        return all.stream().filter(letter -> isHeld(letter.sequence)).toList();
    }

    /** How many messages more may be in flight. */
    int room(long now) {
        return settings.limits().inFlight() - inFlight(now);
    }

    private int inFlight(long now) {
        int count = 0;
        for (Letter letter : letters) {
            count += letter.inFlight(now) && isHeld(letter.sequence) ? 1 : 0;
        }
        return count;
    }

    /** Checks what a receive took out of the queue on the way, and takes it out here. */
    void leave(List<JournalEntry> entries, boolean redrive, Set<Long> before, long now) {
        Set<Long> reachable = reachableSequences(now);
        reachable.addAll(before);
        for (JournalEntry entry : entries) {
            long sequence =
                    switch (entry) {
                        case JournalEntry.Delete delete -> delete.sequence();
                        case JournalEntry.Move move -> move.message().sequence();
                        case JournalEntry.Insert _,
                                JournalEntry.Leases _,
                                JournalEntry.Remember _,
                                JournalEntry.Forget _,
                                JournalEntry.Purge _ ->
                            throw new Violation(Property.JOURNAL, "a receive decided " + entry);
                    };
            Letter letter = find(sequence);
            if (letter == null || !reachable.contains(sequence)) {
                throw new Violation(Property.NOTHING_IS_INVENTED, "left but could not be reached: " + letter);
            }
            if (entry instanceof JournalEntry.Move(StoredMessage moved, var _)) {
                Property.RETENTION.check(!expired(letter, now), () -> "moved though it expired: " + letter);
                Property.RECEIVE_LIMIT.check(
                        redrive || receivedTooOften(letter),
                        () -> "moved without having been received enough: " + letter);
                Property.LEASES_TELL_THE_TRUTH.check(
                        moved.receiveCount() == letter.count, () -> "moved as " + moved + ", expected " + letter);
            } else {
                Property.RETENTION.check(expired(letter, now), () -> "dropped before its time: " + letter);
            }
            remove(letter);
        }
    }

    /**
     * Checks that FIFO leases are a whole prefix of each group, one group after the other.
     *
     * @param drained whether every group but one must have been drained: of what is in memory
     */
    void checkGroups(List<Lease> leases, List<Letter> deliverable, boolean onePerGroup, boolean drained) {
        Map<String, List<Long>> available = new LinkedHashMap<>();
        for (Letter letter : deliverable) {
            available
                    .computeIfAbsent(String.valueOf(letter.group), _ -> new ArrayList<>())
                    .add(letter.sequence);
        }
        Map<String, List<Long>> got = new LinkedHashMap<>();
        String before = null;
        for (Lease lease : leases) {
            String group = String.valueOf(lease.groupId());
            Property.FIFO_ORDER.check(
                    group.equals(before) || !got.containsKey(group), () -> "groups are mixed: " + leases);
            before = group;
            got.computeIfAbsent(group, _ -> new ArrayList<>()).add(lease.sequence());
        }
        int partial = 0;
        for (Map.Entry<String, List<Long>> each : got.entrySet()) {
            List<Long> prefix = available.getOrDefault(each.getKey(), List.of());
            int size = each.getValue().size();
            Property.FIFO_ORDER.check(
                    size <= prefix.size() && prefix.subList(0, size).equals(each.getValue()),
                    () -> "group " + each.getKey() + " gave " + each.getValue() + ", expected the start of " + prefix);
            Property.GROUP_EXCLUSION.check(
                    !onePerGroup || size == 1, () -> "more than one of group " + each.getKey() + " in one receive");
            long inMemory = prefix.stream().filter(this::isHeld).count();
            partial += size < inMemory ? 1 : 0;
        }
        int unfinished = partial;
        Property.FIFO_ORDER.check(
                onePerGroup || !drained || unfinished <= 1, () -> unfinished + " groups were left half way");
    }

    /** How many of these one receive gets. */
    static int available(List<Letter> deliverable, boolean onePerGroup) {
        if (!onePerGroup) {
            return deliverable.size();
        }
        return (int) deliverable.stream().map(letter -> letter.group).distinct().count();
    }

    /** The leases that are to be written behind; none is afterwards. */
    List<Letter> drainUnwritten() {
        List<Letter> unwritten = new ArrayList<>();
        for (Letter letter : letters) {
            if (letter.unwritten) {
                letter.unwritten = false;
                unwritten.add(letter.copy());
            }
        }
        return unwritten;
    }

    /** How long ago, in receives, the handle was issued; absent if its message is gone. */
    @Nullable
    Letter addressed(ReceiptHandle handle, long now) {
        Letter letter = find(handle.sequence());
        return letter == null || !letter.durable || expired(letter, now) ? null : letter;
    }
}
