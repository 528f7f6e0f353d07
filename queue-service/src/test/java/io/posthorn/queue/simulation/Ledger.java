package io.posthorn.queue.simulation;

import io.posthorn.queue.state.NewMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What callers were told, and what that promises them; knows nothing of how a queue works. */
final class Ledger {
    private static final long DEDUPLICATION_MILLIS = 300_000;

    /** A message as its sender and its receivers saw it. */
    private static final class Entry {
        final long sequence;
        final @Nullable String group;
        final boolean fifo;
        boolean acknowledged;
        boolean mayBeGone;
        boolean gone;
        long leasedBy;
        long leasedUntil;

        Entry(long sequence, @Nullable String group, boolean fifo) {
            this.sequence = sequence;
            this.group = group;
            this.fifo = fifo;
        }
    }

    private record Accepted(long at, Entry entry) {}

    private final TreeMap<Long, Entry> entries = new TreeMap<>();
    private final Map<String, Accepted> accepted = new HashMap<>();

    /** A message was accepted; whether it stays, its acknowledgement says. */
    void accepted(NewMessage message, long sequence, @Nullable String key, boolean fifo, long now) {
        Property.FIFO_ORDER.check(
                entries.isEmpty() || entries.lastKey() < sequence, () -> "a sequence that does not grow: " + sequence);
        Entry entry = new Entry(sequence, message.groupId(), fifo);
        entries.put(sequence, entry);
        if (key != null) {
            Accepted before = accepted.put(key, new Accepted(now, entry));
            Property.DEDUPLICATION.check(
                    before == null
                            || message.history() != null
                            || !before.entry().acknowledged
                            || before.at() + DEDUPLICATION_MILLIS <= now,
                    () -> key + " was accepted and acknowledged before");
        }
    }

    void sendAcknowledged(long sequence) {
        entry(sequence).acknowledged = true;
    }

    /** It may be gone from now on, but nobody was told. */
    void mayBeGone(long sequence) {
        Entry entry = entries.get(sequence);
        if (entry != null) {
            entry.mayBeGone = true;
            entry.leasedUntil = 0;
        }
    }

    /** It never comes again: a caller was told that it was deleted, or it is another queue's now. */
    void gone(long sequence) {
        Entry entry = entries.get(sequence);
        if (entry != null) {
            entry.mayBeGone = true;
            entry.gone = true;
        }
    }

    void purged(long through) {
        entries.headMap(through, true).values().forEach(entry -> {
            entry.mayBeGone = true;
            entry.leasedUntil = 0;
        });
        accepted.clear();
    }

    void purgeAcknowledged(long through) {
        entries.headMap(through, true).values().forEach(entry -> entry.gone = true);
    }

    void visibleAt(long sequence, long owner, long until) {
        Entry entry = entry(sequence);
        entry.leasedBy = owner;
        entry.leasedUntil = until;
    }

    /** The leases of one owner are the next one's. */
    void handedOver(long from, long to) {
        entries.values().forEach(entry -> entry.leasedBy = entry.leasedBy == from ? to : entry.leasedBy);
    }

    /** An owner hands messages to one consumer. */
    void delivered(List<Long> batch, long owner, long until, boolean replay, long now) {
        Set<Long> together = new HashSet<>(batch);
        for (Long sequence : batch) {
            Entry entry = entry(sequence);
            Property.DELETES_STAY.check(!entry.gone, () -> "delivered after it was deleted: " + sequence);
            Property.ONE_LEASE.check(
                    replay || !held(entry, owner, now), () -> "delivered while another has it: " + sequence);
            if (entry.fifo) {
                checkGroup(entry, together, owner, now);
            }
        }
        Long before = null;
        Map<String, Long> last = new HashMap<>();
        for (Long sequence : batch) {
            Entry entry = entry(sequence);
            if (entry.fifo && entry.group != null) {
                before = last.put(entry.group, sequence);
                Property.FIFO_ORDER.check(
                        before == null || before < sequence, () -> "out of order in one batch: " + batch);
            }
            entry.leasedBy = owner;
            entry.leasedUntil = until;
        }
    }

    private static boolean held(Entry entry, long owner, long now) {
        return entry.leasedBy == owner && entry.leasedUntil > now;
    }

    private void checkGroup(Entry entry, Set<Long> together, long owner, long now) {
        for (Entry other : entries.values()) {
            if (entry.group == null || !entry.group.equals(other.group) || together.contains(other.sequence)) {
                continue;
            }
            // A later message may be in flight: a group gives what is before its first hidden message.
            Property.GROUP_EXCLUSION.check(
                    other.sequence > entry.sequence || other.mayBeGone || !held(other, owner, now),
                    () -> entry.sequence + " delivered while another has " + other.sequence + " of its group");
            Property.FIFO_ORDER.check(
                    other.sequence > entry.sequence || !other.acknowledged || other.mayBeGone,
                    () -> entry.sequence + " delivered before " + other.sequence);
        }
    }

    private Entry entry(long sequence) {
        Entry entry = entries.get(sequence);
        if (entry == null) {
            throw new Violation(Property.NOTHING_IS_INVENTED, "nobody sent " + sequence);
        }
        return entry;
    }

    /** The acknowledged messages that nothing and nobody has taken away. */
    List<Long> owed() {
        List<Long> owed = new ArrayList<>();
        for (Entry entry : entries.values()) {
            if (entry.acknowledged && !entry.mayBeGone) {
                owed.add(entry.sequence);
            }
        }
        return owed;
    }
}
