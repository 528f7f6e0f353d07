package io.posthorn.queue.state;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a queue should hold and do, said as plainly as possible: one list that is searched for everything. */
final class NaiveQueue {

    static final class NaiveMessage {
        final long sequence;
        final String group;
        final long sentAt;
        final int elsewhere;
        boolean durable;
        long visibleAt;
        int count;
        long leaseEpoch;
        long leasedAt;

        NaiveMessage(long sequence, @Nullable String group, long sentAt, int elsewhere, long visibleAt) {
            this.sequence = sequence;
            this.group = group == null ? "" : group;
            this.sentAt = sentAt;
            this.elsewhere = elsewhere;
            this.count = elsewhere;
            this.visibleAt = visibleAt;
        }

        boolean inFlight(long now) {
            return durable && visibleAt > now && count > elsewhere;
        }

        boolean delayed(long now) {
            return durable && visibleAt > now && count == elsewhere;
        }

        boolean visible(long now) {
            return durable && visibleAt <= now;
        }

        /** How a handle compares with what this message remembers of its latest receive. */
        int compare(ReceiptHandle handle) {
            return Comparator.comparingLong(ReceiptHandle::leaseEpoch)
                    .thenComparingInt(ReceiptHandle::ordinal)
                    .compare(handle, new ReceiptHandle(handle.queueId(), sequence, leaseEpoch, count));
        }
    }

    record Remembered(MessageId id, long sequence, long expiresAt) {}

    final QueueSettings settings;
    final List<NaiveMessage> messages = new ArrayList<>();
    final Map<DedupKey, Remembered> dedup = new HashMap<>();

    NaiveQueue(QueueSettings settings) {
        this.settings = settings;
    }

    @Nullable
    NaiveMessage find(long sequence) {
        return messages.stream()
                .filter(message -> message.sequence == sequence)
                .findFirst()
                .orElse(null);
    }

    boolean remove(long sequence) {
        return messages.removeIf(message -> message.sequence == sequence);
    }

    long visible(long now) {
        return messages.stream().filter(message -> message.visible(now)).count();
    }

    long inFlight(long now) {
        return messages.stream().filter(message -> message.inFlight(now)).count();
    }

    long delayed(long now) {
        return messages.stream().filter(message -> message.delayed(now)).count();
    }

    long pending() {
        return messages.stream().filter(message -> !message.durable).count();
    }

    boolean receivedTooOften(NaiveMessage message) {
        QueueSettings.DeadLetters policy = settings.deadLetters();
        return policy != null && message.count - message.elsewhere >= policy.maxReceiveCount();
    }

    boolean expired(NaiveMessage message, long now) {
        return message.durable && message.sentAt + settings.retention().toMillis() <= now;
    }

    /** The messages that a receive may come across, by group: all visible ones, or on FIFO those before the first hidden one. */
    Map<String, List<NaiveMessage>> reachable(long now) {
        Map<String, List<NaiveMessage>> byGroup = new LinkedHashMap<>();
        Map<String, Boolean> blocked = new HashMap<>();
        for (NaiveMessage message : messages) {
            if (!message.durable) {
                continue;
            }
            String group = settings.fifo() ? message.group : "";
            if (!message.visible(now)) {
                blocked.put(group, settings.fifo());
            } else if (!blocked.getOrDefault(group, false)) {
                byGroup.computeIfAbsent(group, _ -> new ArrayList<>()).add(message);
            }
        }
        return byGroup;
    }

    /** The messages that a receive of unlimited size would get, by group. */
    Map<String, List<NaiveMessage>> deliverable(long now) {
        Map<String, List<NaiveMessage>> byGroup = reachable(now);
        byGroup.values().forEach(group -> group.removeIf(this::receivedTooOften));
        byGroup.values().removeIf(List::isEmpty);
        return byGroup;
    }

    /** Takes over what the journal has, as the next owner must find it. */
    void restore(Iterable<StoredMessage> rows) {
        messages.clear();
        for (StoredMessage row : rows) {
            NaiveMessage message = new NaiveMessage(
                    row.sequence(),
                    row.groupId(),
                    row.sentAt().toEpochMilli(),
                    row.receivedElsewhere(),
                    row.visibleAt().toEpochMilli());
            message.durable = true;
            message.count = row.receiveCount();
            message.leaseEpoch = row.leaseEpoch();
            message.leasedAt = row.leaseEpoch() == 0
                    ? 0
                    : Objects.requireNonNull(row.leasedAt()).toEpochMilli();
            messages.add(message);
        }
    }
}
