package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.state.NaiveQueue.NaiveMessage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Plays steps on a queue as its owner would, with a journal that becomes durable step by step and loses the rest in a crash, and
 * checks every answer against a {@link NaiveQueue}.
 */
final class QueueHistory {

    private static final long QUEUE_ID = 5;
    private static final List<Duration> WAITS = List.of(
            Duration.ofMillis(1),
            Duration.ofSeconds(3),
            Duration.ofSeconds(10),
            Duration.ofSeconds(31),
            Duration.ofMinutes(5),
            Duration.ofHours(6));
    private static final List<Duration> CHANGES =
            List.of(Duration.ZERO, Duration.ofSeconds(10), Duration.ofHours(7), Duration.ofHours(12));

    /** Entries on their way to the journal, and what the owner does when they are durable. */
    private record InFlight(List<JournalEntry> entries, Runnable answer) {}

    private final QueueSettings settings;
    private final Consumer<String> events;
    private final NaiveQueue naive;
    private final TreeMap<Long, StoredMessage> rows = new TreeMap<>();
    private final Map<DedupKey, DedupRecord> remembered = new HashMap<>();
    private final Deque<InFlight> journal = new ArrayDeque<>();
    private final Map<WaiterId, ReceiveCommand> waiters = new LinkedHashMap<>();
    private final Map<WaiterId, Instant> deadlines = new HashMap<>();
    private final List<ReceiptHandle> handles = new ArrayList<>();
    private final Map<Long, ReceiptHandle> latestHandles = new HashMap<>();
    private final Set<Long> answeredSends = new HashSet<>();
    private final Set<Long> answeredDeletes = new HashSet<>();
    private final Set<Long> left = new HashSet<>();

    private QueueState state;
    private long epoch = 1;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private long ids;

    QueueHistory(QueueSettings settings, Consumer<String> events) {
        this.settings = settings;
        this.events = events;
        this.naive = new NaiveQueue(settings);
        this.state = new QueueState(QUEUE_ID, epoch, settings);
    }

    void play(List<Step> steps) {
        for (Step step : steps) {
            expire();
            play(step);
            expire();
            wake();
            checkCounts();
        }
        drain();
    }

    private void play(Step step) {
        switch (step.kind()) {
            case SEND -> send(step.a(), step.b());
            case FLUSH -> flush(1 + step.a() % 4);
            case RECEIVE -> receive(step.a(), step.b());
            case DELETE -> delete(step.a());
            case CHANGE_VISIBILITY -> changeVisibility(step.a(), CHANGES.get(step.b() % CHANGES.size()));
            case WAIT -> now = now.plus(WAITS.get(step.a() % WAITS.size()));
            case WRITE_LEASES ->
                journal.add(new InFlight(List.of(new JournalEntry.Leases(state.drainLeaseRecords())), () -> {}));
            case PARK -> park(1 + step.a() % 10);
            case CANCEL -> cancel();
            case PURGE -> purge();
            case CRASH -> crash();
        }
    }

    private long millis() {
        return now.toEpochMilli();
    }

    private void submit(Decision<?> decision, Runnable answer) {
        if (decision.immediate()) {
            answer.run();
        } else {
            journal.add(new InFlight(decision.entries(), answer));
        }
    }

    private void send(int a, int b) {
        List<NewMessage> batch = new ArrayList<>();
        for (int i = 0; i <= a % 3; i++) {
            batch.add(newMessage(a + i, b));
        }
        Decision<List<Sent>> decision = state.send(batch, now);
        for (int i = 0; i < batch.size(); i++) {
            checkSent(batch.get(i), decision.answer().get(i));
        }
        submit(decision, () -> decision.answer().forEach(sent -> answeredSends.add(sent.sequence())));
    }

    private NewMessage newMessage(int a, int b) {
        String group = settings.fifo() || a % 2 == 0 ? "g" + a % 3 : null;
        String deduplicationId = settings.fifo() ? "d" + b % 7 + a % 3 : null;
        Duration delay = !settings.fifo() && b % 5 == 0 ? Duration.ofSeconds(b % 10) : null;
        History history = b % 9 == 0 ? new History(now.minus(Duration.ofHours(1)), 2, now) : null;
        return new NewMessage(new MessageId(1, ++ids), LiveQueue.PAYLOAD, 1, group, deduplicationId, delay, history);
    }

    private void checkSent(NewMessage message, Sent sent) {
        DedupKey key = message.deduplicationId() == null ? null : new DedupKey("", message.deduplicationId());
        NaiveQueue.Remembered original = key == null ? null : naive.dedup.get(key);
        if (message.history() == null && original != null && original.expiresAt() > millis()) {
            events.accept("duplicate");
            assertThat(sent).isEqualTo(new Sent.Duplicate(original.id(), original.sequence()));
            return;
        }
        assertThat(sent).isInstanceOf(Sent.Accepted.class);
        assertThat(sent.messageId()).isEqualTo(message.id());
        assertThat(naive.messages).allMatch(earlier -> earlier.sequence < sent.sequence());
        History history = message.history();
        Instant sentEarlier = settings.fifo() || history == null ? null : history.sentAt();
        Duration delay = message.delay() == null ? settings.delay() : message.delay();
        naive.messages.add(new NaiveMessage(
                sent.sequence(),
                message.groupId(),
                sentEarlier == null ? millis() : sentEarlier.toEpochMilli(),
                history == null ? 0 : history.receiveCount(),
                millis() + delay.toMillis()));
        if (key != null) {
            naive.dedup.put(key, new NaiveQueue.Remembered(sent.messageId(), sent.sequence(), millis() + 300_000));
        }
    }

    private void flush(int count) {
        for (int i = 0; i < count && !journal.isEmpty(); i++) {
            InFlight durable = journal.removeFirst();
            for (JournalEntry entry : durable.entries()) {
                StoredQueue.apply(entry, rows, remembered);
                if (entry instanceof JournalEntry.Insert insert) {
                    NaiveMessage message = naive.find(insert.message().sequence());
                    if (message != null) {
                        message.durable = true;
                    }
                    state.committedThrough(insert.message().sequence(), now);
                }
            }
            durable.answer().run();
        }
    }

    private void receive(int a, int b) {
        Duration visibility =
                switch (b % 4) {
                    case 0 -> Duration.ZERO;
                    case 1 -> Duration.ofSeconds(10);
                    case 2 -> Duration.ofHours(1);
                    default -> null;
                };
        ReceiveCommand command = new ReceiveCommand(1 + a % 10, visibility, null, settings.fifo() && a % 4 == 0);
        Decision<Received> decision = state.receive(command, now);
        checkMoves(decision.entries());
        if (decision.answer() instanceof Received.OverLimit) {
            events.accept("over limit");
            assertThat(settings.fifo()).isFalse();
            assertThat(room()).isNotPositive();
        } else {
            checkReceived(command, ((Received.Messages) decision.answer()).leases());
        }
        submit(decision, () -> {});
    }

    private long room() {
        return settings.limits().inFlight() - naive.inFlight(millis());
    }

    private void checkMoves(List<JournalEntry> entries) {
        Set<Long> reachable = naive.reachable(millis()).values().stream()
                .flatMap(List::stream)
                .filter(naive::receivedTooOften)
                .map(message -> message.sequence)
                .collect(Collectors.toSet());
        for (JournalEntry entry : entries) {
            JournalEntry.Move move = (JournalEntry.Move) entry;
            events.accept("moved");
            assertThat(reachable).contains(move.message().sequence());
            NaiveMessage message =
                    Objects.requireNonNull(naive.find(move.message().sequence()));
            assertThat(move.message().receiveCount()).isEqualTo(message.count);
            leave(message.sequence);
        }
    }

    private void leave(long sequence) {
        assertThat(naive.remove(sequence)).isTrue();
        left.add(sequence);
    }

    private void checkReceived(ReceiveCommand command, List<Lease> leases) {
        Map<String, List<NaiveMessage>> deliverable = naive.deliverable(millis());
        int available = deliverable.values().stream()
                .mapToInt(group -> command.onePerGroup() ? 1 : group.size())
                .sum();
        long expected = Math.max(0, Math.min(room(), Math.min(command.max(), available)));
        assertThat(leases).as("leases of %s", command).hasSize((int) expected);
        if (settings.fifo()) {
            checkFifo(command, leases, deliverable);
        }
        for (Lease lease : leases) {
            checkLease(command, lease);
        }
        if (!leases.isEmpty()) {
            events.accept("received");
        }
    }

    private static void checkFifo(
            ReceiveCommand command, List<Lease> leases, Map<String, List<NaiveMessage>> deliverable) {
        Map<String, List<Long>> got = new LinkedHashMap<>();
        leases.forEach(lease -> got.computeIfAbsent(Objects.requireNonNull(lease.groupId()), _ -> new ArrayList<>())
                .add(lease.sequence()));
        List<String> groups = leases.stream()
                .map(Lease::groupId)
                .distinct()
                .map(Objects::requireNonNull)
                .toList();
        int partial = 0;
        for (String group : groups) {
            List<Long> prefix = Objects.requireNonNull(deliverable.get(group)).stream()
                    .map(message -> message.sequence)
                    .toList();
            List<Long> sequences = Objects.requireNonNull(got.get(group));
            assertThat(prefix).startsWith(sequences.toArray(Long[]::new));
            partial += sequences.size() < prefix.size() ? 1 : 0;
        }
        if (!command.onePerGroup()) {
            assertThat(partial).as("groups that were not drained").isLessThanOrEqualTo(1);
            assertThat(leases)
                    .extracting(Lease::groupId)
                    .containsExactlyElementsOf(groups.stream()
                            .flatMap(group -> Objects.requireNonNull(got.get(group)).stream()
                                    .map(_ -> group))
                            .toList());
        }
    }

    private void checkLease(ReceiveCommand command, Lease lease) {
        assertThat(answeredDeletes).doesNotContain(lease.sequence());
        assertThat(answeredSends).contains(lease.sequence());
        NaiveMessage message = Objects.requireNonNull(naive.find(lease.sequence()));
        assertThat(message.visible(millis())).isTrue();
        Duration visibility =
                command.visibilityTimeout() == null ? settings.visibilityTimeout() : command.visibilityTimeout();
        message.count++;
        message.leaseEpoch = epoch;
        message.leasedAt = millis();
        message.visibleAt = millis() + visibility.toMillis();
        assertThat(lease.receiveCount()).isEqualTo(message.count);
        assertThat(lease.visibleAt().toEpochMilli()).isEqualTo(message.visibleAt);
        assertThat(lease.sentAt().toEpochMilli()).isEqualTo(message.sentAt);
        assertThat(handles).doesNotContain(lease.handle());
        handles.add(lease.handle());
        latestHandles.put(lease.sequence(), lease.handle());
    }

    private @Nullable ReceiptHandle someHandle(int a) {
        if (handles.isEmpty()) {
            return null;
        }
        // Mostly one of the last, which are more likely to act.
        int span = a % 3 == 0 ? handles.size() : Math.min(4, handles.size());
        return handles.get(handles.size() - 1 - a % span);
    }

    private void delete(int a) {
        ReceiptHandle handle = someHandle(a);
        if (handle == null) {
            return;
        }
        Decision<List<Deletion>> decision = state.delete(List.of(handle), now);
        Deletion expected = expectedDeletion(handle);
        events.accept("delete " + expected);
        assertThat(decision.answer()).containsExactly(expected);
        if (expected == Deletion.DELETED) {
            leave(handle.sequence());
        }
        boolean gone = naive.find(handle.sequence()) == null;
        if (gone) {
            assertThat(decision.immediate()).isFalse();
        }
        submit(decision, () -> {
            if (gone) {
                answeredDeletes.add(handle.sequence());
            }
        });
    }

    private Deletion expectedDeletion(ReceiptHandle handle) {
        NaiveMessage message = naive.find(handle.sequence());
        if (message == null) {
            return Deletion.STALE;
        }
        int age = message.compare(handle);
        if (handle.equals(latestHandles.get(handle.sequence()))) {
            // Whatever a crash forgot, the latest handle is never stale.
            assertThat(age).isNotNegative();
            if (age > 0) {
                events.accept("lost lease acts");
            }
        }
        if (settings.fifo() && (age < 0 || (age == 0 && !message.inFlight(millis())))) {
            return Deletion.EXPIRED;
        }
        return age < 0 ? Deletion.STALE : Deletion.DELETED;
    }

    private void changeVisibility(int a, Duration timeout) {
        ReceiptHandle handle = someHandle(a);
        if (handle == null) {
            return;
        }
        VisibilityChange answer = state.changeVisibility(handle, timeout, now).answer();
        NaiveMessage message = naive.find(handle.sequence());
        VisibilityChange expected = VisibilityChange.NOT_AVAILABLE;
        if (message != null && message.compare(handle) >= 0) {
            boolean lost = message.compare(handle) > 0;
            long leasedAt = lost ? millis() : message.leasedAt;
            long visibleAt = millis() + timeout.toMillis();
            boolean beyond = visibleAt > leasedAt + Duration.ofHours(12).toMillis();
            expected = beyond ? VisibilityChange.BEYOND_LIMIT : VisibilityChange.CHANGED;
            if (!beyond) {
                message.leasedAt = leasedAt;
                message.leaseEpoch = handle.leaseEpoch();
                message.count = handle.ordinal();
                message.visibleAt = visibleAt;
            }
        }
        events.accept("visibility " + expected);
        assertThat(answer).isEqualTo(expected);
    }

    private void park(int max) {
        WaiterId waiter = new WaiterId(++ids);
        ReceiveCommand command = ReceiveCommand.upTo(max);
        assertThat(state.park(waiter, command, now.plusSeconds(20), now)).isTrue();
        waiters.put(waiter, command);
        deadlines.put(waiter, now.plusSeconds(20));
    }

    private void cancel() {
        if (!waiters.isEmpty()) {
            WaiterId waiter = waiters.keySet().iterator().next();
            waiters.remove(waiter);
            assertThat(state.cancel(waiter)).isTrue();
        }
    }

    private void wake() {
        Decision<List<Woken>> decision = state.wake(now);
        checkMoves(decision.entries());
        for (Woken woken : decision.answer()) {
            WaiterId first = waiters.keySet().iterator().next();
            ReceiveCommand command = Objects.requireNonNull(waiters.remove(woken.waiter()));
            List<Lease> leases = woken.received().leases();
            if (leases.isEmpty()) {
                events.accept("long poll over");
                assertThat(deadlines.get(woken.waiter())).isBeforeOrEqualTo(now);
            } else {
                events.accept("long poll served");
                assertThat(woken.waiter()).isEqualTo(first);
                checkReceived(command, leases);
            }
        }
        if (!waiters.isEmpty()) {
            assertThat(room() <= 0 || naive.deliverable(millis()).isEmpty()).isTrue();
            assertThat(state.nextTimer()).isNotNull().isAfter(now);
            assertThat(waiters.keySet())
                    .allMatch(waiter ->
                            Objects.requireNonNull(deadlines.get(waiter)).isAfter(now));
        }
        submit(decision, () -> {});
    }

    private void expire() {
        boolean more = true;
        while (more) {
            Set<Long> expected = naive.messages.stream()
                    .filter(message -> naive.expired(message, millis()))
                    .map(message -> message.sequence)
                    .collect(Collectors.toSet());
            Decision<Tick> decision = state.tick(now);
            Set<Long> dropped = decision.entries().stream()
                    .filter(JournalEntry.Delete.class::isInstance)
                    .map(entry -> ((JournalEntry.Delete) entry).sequence())
                    .collect(Collectors.toSet());
            assertThat(dropped).isEqualTo(expected);
            dropped.forEach(this::leave);
            if (!dropped.isEmpty()) {
                events.accept("retention over");
            }
            submit(decision, () -> {});
            more = decision.answer().more();
        }
    }

    private void purge() {
        Decision<Long> decision = state.purge(now);
        events.accept("purged");
        assertThat(decision.answer()).isEqualTo((long) naive.messages.size());
        naive.messages.forEach(message -> left.add(message.sequence));
        naive.messages.clear();
        naive.dedup.clear();
        submit(decision, () -> {});
    }

    private void crash() {
        events.accept("crash");
        journal.clear();
        waiters.clear();
        assertThat(rows.keySet()).noneMatch(answeredDeletes::contains);
        Set<Long> expected = new HashSet<>(answeredSends);
        expected.removeAll(left);
        assertThat(rows.keySet()).containsAll(expected);
        epoch++;
        state = new QueueState(QUEUE_ID, epoch, settings);
        rows.values().forEach(state::restore);
        remembered.values().forEach(state::restoreDedup);
        left.removeAll(rows.keySet());
        answeredSends.addAll(rows.keySet());
        naive.restore(rows.values());
        naive.dedup.clear();
        remembered.forEach((key, dedup) -> naive.dedup.put(
                key,
                new NaiveQueue.Remembered(
                        dedup.messageId(), dedup.sequence(), dedup.expiresAt().toEpochMilli())));
    }

    private void checkCounts() {
        Counts counts = state.counts(now);
        assertThat(counts.visible()).as("visible").isEqualTo((int) naive.visible(millis()));
        assertThat(counts.inFlight()).as("in flight").isEqualTo((int) naive.inFlight(millis()));
        assertThat(counts.delayed()).as("delayed").isEqualTo((int) naive.delayed(millis()));
        assertThat(counts.pending()).as("pending").isEqualTo((int) naive.pending());
        assertThat(counts.waiters()).as("waiters").isEqualTo(waiters.size());
        long groups = naive.messages.stream()
                .filter(message -> message.inFlight(millis()))
                .map(message -> message.group)
                .distinct()
                .count();
        assertThat(counts.groupsInFlight()).isEqualTo(settings.fifo() ? (int) groups : 0);
    }

    /** Whatever happened, every message that is there can be received and deleted, and then nothing is left. */
    private void drain() {
        flush(Integer.MAX_VALUE);
        now = now.plus(Duration.ofHours(12)).plusSeconds(1);
        expire();
        while (!naive.messages.isEmpty()) {
            int before = naive.messages.size();
            Decision<Received> decision = state.receive(ReceiveCommand.upTo(10), now);
            checkMoves(decision.entries());
            List<Lease> leases = ((Received.Messages) decision.answer()).leases();
            checkReceived(ReceiveCommand.upTo(10), leases);
            submit(decision, () -> {});
            for (Lease lease : leases) {
                Decision<List<Deletion>> deletion = state.delete(List.of(lease.handle()), now);
                assertThat(deletion.answer()).containsExactly(Deletion.DELETED);
                leave(lease.sequence());
                submit(deletion, () -> answeredDeletes.add(lease.sequence()));
            }
            assertThat(naive.messages).hasSizeLessThan(before);
        }
        flush(Integer.MAX_VALUE);
        assertThat(rows).isEmpty();
        checkCounts();
    }
}
