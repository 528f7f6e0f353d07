package io.posthorn.queue.state;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A queue with a clock that tests move and a journal that is always durable at once; messages have labels. */
final class LiveQueue {

    static final long QUEUE_ID = 77;
    static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    static final Payload PAYLOAD = new Payload(new byte[] {1}, new byte[0], "0".repeat(32), null);

    final QueueState state;
    final List<JournalEntry> journal = new ArrayList<>();
    Instant now = START;
    private final Map<Long, String> labels = new HashMap<>();
    private final Map<String, Lease> latest = new HashMap<>();
    private long nextId;

    LiveQueue(QueueSettings settings) {
        this(settings, 1);
    }

    LiveQueue(QueueSettings settings, long epoch) {
        state = new QueueState(QUEUE_ID, epoch, settings);
    }

    static LiveQueue standard() {
        return new LiveQueue(QueueSettings.standard());
    }

    static LiveQueue fifo() {
        return new LiveQueue(QueueSettings.fifoQueue());
    }

    LiveQueue after(Duration time) {
        now = now.plus(time);
        return this;
    }

    LiveQueue afterSeconds(long seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    /** Sends to a standard queue, one message for each label. */
    void send(String... messageLabels) {
        for (String label : messageLabels) {
            send(label, null, null, null, null);
        }
    }

    /** Sends to a group, with the label as deduplication ID (FIFO). */
    Sent sendTo(String group, String label) {
        return send(label, group, label, null, null);
    }

    void sendToTenant(String tenant, String... messageLabels) {
        for (String label : messageLabels) {
            send(label, tenant, null, null, null);
        }
    }

    Sent send(
            String label,
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable Duration delay,
            @Nullable History history) {
        Sent sent =
                accept(label, group, deduplicationId, delay, history).answer().getFirst();
        state.committedThrough(sent.sequence(), now);
        return sent;
    }

    /** Sends, and leaves it to the test to say when it is durable. */
    Decision<List<Sent>> accept(
            String label,
            @Nullable String group,
            @Nullable String deduplicationId,
            @Nullable Duration delay,
            @Nullable History history) {
        NewMessage message =
                new NewMessage(new MessageId(9, ++nextId), PAYLOAD, 1, group, deduplicationId, delay, history);
        Decision<List<Sent>> decision = state.send(List.of(message), now);
        journal.addAll(decision.entries());
        if (decision.answer().getFirst() instanceof Sent.Accepted accepted) {
            labels.put(accepted.sequence(), label);
        }
        return decision;
    }

    List<String> receive(int max) {
        return receive(ReceiveCommand.upTo(max));
    }

    List<String> receiveFor(int max, Duration visibility) {
        return receive(new ReceiveCommand(max, visibility, null, false));
    }

    List<String> receive(ReceiveCommand command) {
        return labels(receiveLeases(command));
    }

    List<Lease> receiveLeases(ReceiveCommand command) {
        Decision<Received> decision = state.receive(command, now);
        journal.addAll(decision.entries());
        return switch (decision.answer()) {
            case Received.Messages messages -> messages.leases();
            case Received.OverLimit _ -> throw new AssertionError("over limit");
        };
    }

    List<String> labels(List<Lease> leases) {
        return leases.stream()
                .map(lease -> {
                    String label = label(lease.sequence());
                    latest.put(label, lease);
                    return label;
                })
                .toList();
    }

    String label(long sequence) {
        return Objects.requireNonNull(labels.get(sequence));
    }

    /** The latest lease of a message. */
    Lease lease(String label) {
        return Objects.requireNonNull(latest.get(label));
    }

    Deletion delete(String label) {
        return delete(lease(label).handle());
    }

    Deletion delete(ReceiptHandle handle) {
        Decision<List<Deletion>> decision = state.delete(List.of(handle), now);
        journal.addAll(decision.entries());
        return decision.answer().getFirst();
    }

    VisibilityChange changeVisibility(String label, Duration timeout) {
        return state.changeVisibility(lease(label).handle(), timeout, now).answer();
    }

    /** Lets the long polls have what there is; the labels that each got, in the order of the answers. */
    Map<WaiterId, List<String>> wake() {
        Decision<List<Woken>> decision = state.wake(now);
        journal.addAll(decision.entries());
        Map<WaiterId, List<String>> answers = new LinkedHashMap<>();
        for (Woken woken : decision.answer()) {
            answers.put(woken.waiter(), labels(woken.received().leases()));
        }
        return answers;
    }

    void park(long waiter, int max, Duration wait) {
        if (!state.park(new WaiterId(waiter), ReceiveCommand.upTo(max), now.plus(wait), now)) {
            throw new AssertionError("refused");
        }
    }

    void tick() {
        Decision<Tick> decision = state.tick(now);
        journal.addAll(decision.entries());
    }

    Counts counts() {
        return state.counts(now);
    }

    List<JournalEntry.Move> moves() {
        return journal.stream()
                .filter(JournalEntry.Move.class::isInstance)
                .map(JournalEntry.Move.class::cast)
                .toList();
    }

    List<String> movedLabels() {
        return moves().stream().map(move -> label(move.message().sequence())).toList();
    }

    List<String> deletedLabels() {
        return journal.stream()
                .filter(JournalEntry.Delete.class::isInstance)
                .map(entry -> label(((JournalEntry.Delete) entry).sequence()))
                .toList();
    }

    /** Does the reads that the queue wants, until it wants no more. */
    void readAhead() {
        for (TailRead read = state.readAhead(); read != null; read = state.readAhead()) {
            state.read(read, rows(read), now);
        }
    }

    /** What the store answers to a read now. */
    List<StoredMessage> rows(TailRead read) {
        TreeMap<Long, StoredMessage> rows = new TreeMap<>();
        Map<DedupKey, DedupRecord> remembered = new HashMap<>();
        journal.forEach(entry -> StoredQueue.apply(entry, rows, remembered));
        return rows.subMap(read.after(), false, read.through(), true).values().stream()
                .limit(read.limit())
                .toList();
    }

    /** The queue as the next owner restores it, with the written leases or without them. */
    LiveQueue crash(QueueSettings settings, long epoch, boolean leasesWritten) {
        TreeMap<Long, StoredMessage> rows = new TreeMap<>();
        Map<DedupKey, DedupRecord> remembered = new HashMap<>();
        List<JournalEntry> all = new ArrayList<>(journal);
        if (leasesWritten) {
            all.add(new JournalEntry.Leases(state.drainLeaseRecords()));
        }
        all.forEach(entry -> StoredQueue.apply(entry, rows, remembered));
        LiveQueue next = new LiveQueue(settings, epoch);
        next.now = now;
        next.nextId = nextId;
        next.labels.putAll(labels);
        next.latest.putAll(latest);
        next.journal.addAll(all);
        next.restore(rows);
        remembered.values().forEach(next.state::restoreDedup);
        return next;
    }

    private void restore(NavigableMap<Long, StoredMessage> rows) {
        for (StoredMessage row : rows.values()) {
            if (!state.wants(1)) {
                Map<Long, StoredMessage> rest = rows.tailMap(row.sequence(), true);
                state.restoreTail(rows.lastKey(), rest.size());
                return;
            }
            state.restore(row);
        }
    }
}
