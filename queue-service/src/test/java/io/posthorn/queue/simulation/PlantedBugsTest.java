package io.posthorn.queue.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulation is worth what it notices: each of these bugs, planted alone, must break a promise in some seed. */
class PlantedBugsTest {
    private static final int SEEDS = 3_000;
    private static final String STATE = "main/java/io/posthorn/queue/state/";
    private static final String OWNER = "test/java/io/posthorn/queue/simulation/";

    static List<PlantedBug> bugs() {
        return List.of(
                // What an owner does around the state: the engine's part, planted in the simulated owner.
                new PlantedBug(
                        "the journal does not check the epoch",
                        OWNER + "SimulatedStore.java",
                        "if (owner != epoch) {",
                        "if (owner > epoch) {"),
                new PlantedBug(
                        "answers do not wait for the commit",
                        OWNER + "SimulatedOwner.java",
                        "        append(decision.entries(), changes, answer);\n        settle();",
                        "        append(decision.entries(), changes, () -> {});\n        settle();\n        answer.run();"),
                new PlantedBug(
                        "barriers do not wait for what is under way",
                        OWNER + "SimulatedJournal.java",
                        "if (append.isBarrier() && waiting.isEmpty() && underWay == null) {",
                        "if (append.isBarrier()) {"),
                new PlantedBug(
                        "a deposed owner answers its long polls",
                        OWNER + "SimulatedOwner.java",
                        "    private void handOut(List<Lease> leases) {\n        if (!answering) {",
                        "    private void handOut(List<Lease> leases) {\n        if (closed) {"),
                new PlantedBug(
                        "leases are not written at a hand over",
                        OWNER + "SimulatedOwner.java",
                        "    Map<Long, Letter> handOver() {\n        writeLeases();",
                        "    Map<Long, Letter> handOver() {"),
                new PlantedBug(
                        "deduplication IDs are not restored",
                        OWNER + "SimulatedOwner.java",
                        "record.expiresAt().toEpochMilli() > world.now",
                        "record.expiresAt().toEpochMilli() < world.now"),
                new PlantedBug(
                        "a page of the queue is not restored",
                        OWNER + "SimulatedOwner.java",
                        "last = page.getLast().sequence();",
                        "last = page.getLast().sequence() + 1;"),
                // The state.
                new PlantedBug(
                        "handles are compared without their epoch",
                        STATE + "Message.java",
                        "int byEpoch = Long.compare(handle.leaseEpoch(), receipt == null ? 0 : receipt.epoch);",
                        "int byEpoch = 0;"),
                new PlantedBug(
                        "a duplicate of what is not durable answers at once",
                        STATE + "Intake.java",
                        "barrier |= sent instanceof",
                        "barrier &= sent instanceof"),
                new PlantedBug(
                        "a repeated delete answers at once",
                        STATE + "QueueState.java",
                        "entries, answer.contains(Deletion.STALE))",
                        "entries, false)"),
                new PlantedBug(
                        "a delete is not written",
                        STATE + "Handles.java",
                        "        backlog.remove(message, now);\n        entries.add(new JournalEntry.Delete(message.sequence));\n        return Deletion.DELETED;",
                        "        backlog.remove(message, now);\n        return Deletion.DELETED;"),
                new PlantedBug(
                        "a receive forgets its lease",
                        STATE + "Delivery.java",
                        "            backlog.lease(message, visibleAt, now);\n            leases.note(message);\n        }\n        if (attemptId != null) {",
                        "            backlog.lease(message, visibleAt, now);\n        }\n        if (attemptId != null) {"),
                new PlantedBug(
                        "a change of visibility forgets its lease",
                        STATE + "Handles.java",
                        "        leases.note(message);\n        return VisibilityChange.CHANGED;",
                        "        return VisibilityChange.CHANGED;"),
                new PlantedBug(
                        "a receive does not hide its messages",
                        STATE + "Backlog.java",
                        "    void lease(Message message, long visibleAt, long now) {\n        if (visibleAt > now) {",
                        "    void lease(Message message, long visibleAt, long now) {\n        if (visibleAt > now + 30_000) {"),
                new PlantedBug(
                        "maxReceiveCount is off by one",
                        STATE + "Delivery.java",
                        "message.receivesHere() >= policy.maxReceiveCount()",
                        "message.receivesHere() > policy.maxReceiveCount()"),
                new PlantedBug(
                        "receives elsewhere count towards maxReceiveCount",
                        STATE + "Delivery.java",
                        "message.receivesHere() >= policy.maxReceiveCount()",
                        "message.receiveCount >= policy.maxReceiveCount()"),
                new PlantedBug(
                        "what comes back to a group goes to its end",
                        STATE + "FifoGroups.java",
                        "        countInFlight(group, from, to);\n        settle(group);",
                        "        if (from == MessageState.IN_FLIGHT && to == MessageState.READY) {\n            group.chain.remove(message);\n            group.chain.addLast(message);\n        }\n        countInFlight(group, from, to);\n        settle(group);"),
                new PlantedBug(
                        "a group with messages in flight goes on",
                        STATE + "FifoGroups.java",
                        "if (first != null && first.state == MessageState.READY) {",
                        "if (first != null) {"),
                new PlantedBug(
                        "a receive goes past a hidden message of its group",
                        STATE + "FifoGroups.java",
                        "        if (behind != null && behind.state == MessageState.READY) {",
                        "        while (behind != null && behind.state != MessageState.READY) {\n            behind = behind.next;\n        }\n        if (behind != null) {"),
                new PlantedBug(
                        "deduplication forgets what was replaced",
                        STATE + "DedupWindow.java",
                        "if (isLatest(entry)) {",
                        "if (entries.containsKey(entry)) {"),
                new PlantedBug(
                        "the deduplication window is a minute short",
                        STATE + "DedupWindow.java",
                        "static final Duration WINDOW = Duration.ofMinutes(5);",
                        "static final Duration WINDOW = Duration.ofMinutes(4);"),
                new PlantedBug(
                        "a purge leaves the deduplication IDs",
                        STATE + "QueueState.java",
                        "        leases.clear();\n        dedup.clear();\n        attempts.clear();",
                        "        leases.clear();\n        attempts.clear();"),
                new PlantedBug(
                        "what is not durable is received",
                        STATE + "Intake.java",
                        "        backlog.accept(message);\n",
                        "        backlog.accept(message);\n        backlog.commit(message, settings.limits().window(), now);\n"),
                new PlantedBug(
                        "a delete of what is too old answers and keeps it",
                        STATE + "Handles.java",
                        "            backlog.remove(expired, now);\n            entries.add(new JournalEntry.Delete(expired.sequence));\n",
                        ""),
                new PlantedBug(
                        "a read of the tail skips a message",
                        STATE + "Intake.java",
                        "rows.size() < read.limit() ? read.through() : rows.getLast().sequence()",
                        "rows.size() < read.limit() ? read.through() : rows.getLast().sequence() + 1"),
                new PlantedBug(
                        "a read brings back what was deleted meanwhile",
                        STATE + "Tail.java",
                        "        if (deleted.remove(sequence)) {\n            return false;\n        }\n",
                        ""),
                new PlantedBug(
                        "what becomes durable while the tail is read overtakes it",
                        STATE + "Backlog.java",
                        "if (!tail.isEmpty() || isFull(window)) {",
                        "if (isFull(window)) {"),
                new PlantedBug(
                        "a failed read forgets what waited for it",
                        STATE + "Intake.java",
                        "        if (backlog.tail().end(read)) {\n            committedThrough(deferred, settings, now);\n        }",
                        "        if (backlog.tail().end(read)) {\n            deferred = 0;\n        }"),
                new PlantedBug(
                        "long polls are answered last come, first served",
                        STATE + "Waiters.java",
                        "byArrival.values().iterator().next()",
                        "java.util.List.copyOf(byArrival.values()).getLast()"),
                new PlantedBug(
                        "long polls end late",
                        STATE + "QueueState.java",
                        "next = Math.min(next, Math.min(earliest.until, backlog.nextVisible()));",
                        "next = Math.min(next, backlog.nextVisible());"),
                new PlantedBug(
                        "sequences start anew in each epoch",
                        STATE + "Sequence.java",
                        "        return epoch << COUNTER_BITS;",
                        "        return 1L << COUNTER_BITS;"));
    }

    @ParameterizedTest
    @MethodSource("bugs")
    void theSimulationNotices(PlantedBug bug, @TempDir Path scratch) {
        Optional<PlantedBug.Caught> caught = bug.caughtWithin(SEEDS, scratch);

        caught.ifPresent(by -> System.out.println("| " + bug + " | " + by.property() + " | " + by.seed() + " |"));
        assertThat(caught).as(bug.what()).isPresent();
    }
}
