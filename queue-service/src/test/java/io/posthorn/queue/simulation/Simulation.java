package io.posthorn.queue.simulation;

import io.posthorn.queue.state.History;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.QueueSettings.DeadLetters;
import io.posthorn.queue.state.QueueSettings.DeduplicationScope;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.StateLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One run: a seed decides the queue and everything that happens to it. The same seed does the same again.
 *
 * <p>A schedule has sends, receives, deletes, changes of visibility, purges, changes of attributes, moves, time, the journal's
 * progress, crashes and changes of owner. Every answer and the figures after every step are checked; at the end the queue is
 * drained, which shows that nothing acknowledged was lost.
 */
final class Simulation {
    private static final int FEWEST_STEPS = 40;
    private static final int MOST_STEPS = 140;
    private static final Payload PAYLOAD = new Payload(new byte[] {1}, new byte[0], "0".repeat(32), null);
    private static final StateLimits SMALL = new StateLimits(8, 3, 2, 120_000);
    private static final long[] WAITS = {1, 90, 401, 1_000, 3_000, 10_000, 31_000, 60_000, 300_000, 3_600_000};
    private static final List<Duration> CHANGES = List.of(
            Duration.ZERO, Duration.ofSeconds(10), Duration.ofMinutes(1), Duration.ofHours(7), Duration.ofHours(12));
    private static final Duration LONGEST_RETENTION = Duration.ofDays(14);

    private final SplittableRandom random;
    private final World world;
    private final boolean tenants;
    private final boolean lateAlarms;
    private final List<SimulatedOwner> zombies = new ArrayList<>();
    private SimulatedOwner owner;

    private Simulation(long seed, @Nullable List<String> trace) {
        this.random = new SplittableRandom(seed);
        boolean fifo = random.nextBoolean();
        this.tenants = random.nextInt(100) < 40;
        this.lateAlarms = random.nextInt(100) < 20;
        QueueSettings settings = fifo ? QueueSettings.fifoQueue() : QueueSettings.standard();
        if (fifo && random.nextBoolean()) {
            settings = settings.withDeduplicationScope(DeduplicationScope.MESSAGE_GROUP);
        }
        StateLimits limits = random.nextBoolean() ? SMALL : StateLimits.DEFAULT;
        boolean windowed = random.nextBoolean();
        if (windowed) {
            limits = new StateLimits(
                    limits.inFlight(), limits.waiters(), limits.receiveAttempts(), 4 + random.nextInt(8));
        }
        settings = settings.withLimits(limits);
        this.world = new World(random, settings, trace);
        world.budget = windowed && random.nextInt(3) == 0 ? 6 : Long.MAX_VALUE;
        world.settings = settings.withDelay(delay()).withRetention(retention()).withDeadLetters(deadLetters());
        world.trace(() -> "seed " + seed + " " + world.settings + (lateAlarms ? " late alarms" : ""));
        this.owner = new SimulatedOwner(world);
    }

    /** Plays a seed; what was seen. */
    static Set<Event> play(long seed) {
        return new Simulation(seed, null).run();
    }

    /** Plays a seed and notes every step. */
    static void play(long seed, List<String> trace) {
        new Simulation(seed, trace).run();
    }

    private Set<Event> run() {
        int steps = FEWEST_STEPS + random.nextInt(MOST_STEPS - FEWEST_STEPS);
        for (int i = 0; i < steps; i++) {
            step();
            check();
        }
        drain();
        return world.seen();
    }

    private void check() {
        if (owner.journal().isLost()) {
            throw new Violation(Property.ONLY_THE_OWNER_ACTS, "the store refuses the owner");
        }
        if (!lateAlarms && owner.dueAt() <= world.now) {
            owner.ring();
        }
        owner.check();
        if (!lateAlarms) {
            owner.checkInTime();
        }
    }

    private void step() {
        int choice = random.nextInt(1_000);
        if (choice < 150) {
            send(1);
        } else if (choice < 200) {
            send(2 + random.nextInt(4));
        } else if (choice < 370) {
            owner.receive(command());
        } else if (choice < 410) {
            owner.park(command(), Duration.ofSeconds(1 + random.nextInt(20)));
        } else if (choice < 415) {
            owner.cancel();
        } else if (choice < 540) {
            delete();
        } else if (choice < 600) {
            someHandle().ifPresent(handle -> owner.changeVisibility(handle, pick(CHANGES)));
        } else if (choice < 785) {
            int progress = 1 + random.nextInt(6);
            for (int i = 0; i < progress && owner.journal().step(); i++) {
                // A step of the journal is all there is to do.
            }
        } else if (choice < 895) {
            passTime(WAITS[random.nextInt(random.nextInt(1 + WAITS.length) + 1) % WAITS.length]);
        } else if (choice < 925) {
            owner.depart();
        } else if (choice < 931) {
            owner.purge();
        } else if (choice < 943) {
            world.settings = changedSettings();
            owner.settings();
        } else if (choice < 950) {
            owner.redrive(1 + random.nextInt(5));
        } else if (choice < 964) {
            crash();
        } else if (choice < 975) {
            takeOver();
        } else if (choice < 984) {
            handOver();
        } else {
            zombiesGoOn();
        }
    }

    private <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private Duration delay() {
        return random.nextInt(3) == 0 ? Duration.ofSeconds(random.nextInt(5)) : Duration.ZERO;
    }

    private Duration retention() {
        return random.nextInt(4) == 0 ? Duration.ofMinutes(1) : Duration.ofHours(20);
    }

    private @Nullable DeadLetters deadLetters() {
        return random.nextBoolean() ? null : new DeadLetters("arn:dead", 1 + random.nextInt(3), random.nextInt(8) != 0);
    }

    private QueueSettings changedSettings() {
        return switch (random.nextInt(4)) {
            case 0 -> world.settings.withDelay(delay());
            case 1 -> world.settings.withRetention(retention());
            case 2 -> world.settings.withDeadLetters(deadLetters());
            default -> world.settings.withVisibilityTimeout(Duration.ofSeconds(random.nextInt(60)));
        };
    }

    private void send(int size) {
        List<NewMessage> batch = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            batch.add(newMessage());
        }
        owner.send(batch);
    }

    private NewMessage newMessage() {
        boolean fifo = world.settings.fifo();
        String group = fifo || (tenants && random.nextInt(3) != 0) ? "g" + random.nextInt(3) : null;
        String deduplicationId =
                fifo ? (random.nextInt(3) == 0 ? "d" + random.nextInt(4) : "u" + random.nextInt(100_000)) : null;
        Duration delay = !fifo && random.nextInt(5) == 0 ? Duration.ofSeconds(random.nextInt(10)) : null;
        return new NewMessage(new MessageId(1, world.freshId()), PAYLOAD, 1, group, deduplicationId, delay, history());
    }

    private @Nullable History history() {
        return switch (random.nextInt(16)) {
            case 0 ->
                new History(
                        world.time().minusSeconds(random.nextInt(7_200)),
                        2,
                        world.time().minusSeconds(1));
            case 1 -> new History(null, 1, null);
            default -> null;
        };
    }

    private ReceiveCommand command() {
        Duration visibility =
                switch (random.nextInt(8)) {
                    case 0 -> Duration.ZERO;
                    case 1, 2 -> Duration.ofSeconds(10);
                    case 3 -> Duration.ofHours(1);
                    default -> null;
                };
        boolean fifo = world.settings.fifo();
        String attemptId = fifo && random.nextInt(3) == 0 ? "a" + random.nextInt(3) : null;
        int max = random.nextBoolean() ? ReceiveCommand.MAX_MESSAGES : 1 + random.nextInt(3);
        return new ReceiveCommand(max, visibility, attemptId, fifo && random.nextInt(4) == 0);
    }

    private Optional<ReceiptHandle> someHandle() {
        List<ReceiptHandle> handles = world.handles;
        if (handles.isEmpty()) {
            return Optional.empty();
        }
        // Mostly one of the last, which are more likely to act.
        int span = random.nextInt(4) == 0 ? handles.size() : Math.min(6, handles.size());
        ReceiptHandle handle = handles.get(handles.size() - 1 - random.nextInt(span));
        return Optional.of(
                random.nextInt(60) == 0
                        ? new ReceiptHandle(
                                World.QUEUE_ID + 1, handle.sequence(), handle.leaseEpoch(), handle.ordinal())
                        : handle);
    }

    private void delete() {
        List<ReceiptHandle> handles = new ArrayList<>();
        int size = random.nextInt(4) == 0 ? 3 : 1;
        for (int i = 0; i < size; i++) {
            someHandle().ifPresent(handles::add);
        }
        if (!handles.isEmpty()) {
            owner.delete(handles);
        }
    }

    /** Alarms ring at their times on the way, or, where they may be late, perhaps at the end. */
    private void passTime(long millis) {
        world.trace(() -> "time passes: " + millis + " ms");
        long until = world.now + millis;
        if (lateAlarms && random.nextBoolean()) {
            world.now = until;
            return;
        }
        while (owner.dueAt() <= until) {
            world.now = Math.max(world.now, owner.dueAt());
            owner.ring();
            owner.checkInTime();
        }
        world.now = until;
        zombies.forEach(zombie -> {
            if (!zombie.isGone() && zombie.dueAt() <= world.now) {
                zombie.ring();
            }
        });
    }

    private void crash() {
        boolean ghost = random.nextBoolean();
        world.trace(() -> "crash of epoch " + owner.epoch + (ghost ? ", a commit goes on" : ""));
        world.saw(Event.CRASHED);
        owner.crash(ghost);
        world.now += random.nextInt(5_000);
        owner = new SimulatedOwner(world);
    }

    /** The owner falls silent, since it could not prove that it lives, and another takes the shard. It does not know yet. */
    private void takeOver() {
        world.trace(() -> "epoch " + owner.epoch + " falls silent and is taken over");
        world.saw(Event.TAKEN_OVER);
        owner.fallSilent();
        zombies.add(owner);
        owner = new SimulatedOwner(world);
    }

    private void handOver() {
        world.trace(() -> "epoch " + owner.epoch + " hands over");
        world.saw(Event.HANDED_OVER);
        Map<Long, Letter> leases = new TreeMap<>(owner.handOver());
        long from = owner.epoch;
        owner = new SimulatedOwner(world);
        world.ledger.handedOver(from, owner.epoch);
        // What is over with time, such as a retention, is no concern of the hand over: no time has passed.
        leases.forEach((sequence, before) -> {
            Letter after = owner.find(sequence);
            Property.HANDOVER_KEEPS_LEASES.check(
                    after == null
                            ? before.sentAt + world.settings.retention().toMillis() <= world.now
                            : after.count == before.count && after.visibleAt == before.visibleAt,
                    () -> "before " + before + ", after " + after);
        });
    }

    private void zombiesGoOn() {
        for (SimulatedOwner zombie : zombies) {
            if (zombie.dueAt() <= world.now) {
                zombie.ring();
            }
            for (int i = 0; i < 4 && !zombie.isGone(); i++) {
                zombie.journal().step();
            }
            if (zombie.journal().isLost()) {
                zombie.giveUp();
            }
        }
        zombies.removeIf(SimulatedOwner::isGone);
    }

    /** Whatever happened, what is there can be received and deleted, and then nothing is left. */
    private void drain() {
        world.trace(() -> "drain");
        while (owner.cancel()) {
            // Nobody else is to get what the drain waits for.
        }
        world.settings = world.settings.withRetention(LONGEST_RETENTION).withDeadLetters(null);
        owner.settings();
        owner.flush();
        owner.depart();
        owner.flush();
        while (!zombies.isEmpty()) {
            zombies.forEach(zombie -> {
                zombie.flush();
                zombie.giveUp();
            });
            zombies.clear();
        }
        passTime(owner.untilVisible().toMillis());
        owner.ring();
        owner.check();
        List<Long> owed = world.ledger.owed();
        for (Long sequence : owed) {
            Property.SENDS_ARE_KEPT.check(owner.find(sequence) != null, () -> "acknowledged and gone: " + sequence);
        }
        int idle = 0;
        while (!owner.letters().isEmpty()) {
            while (owner.isReading()) {
                passTime(50);
                owner.ring();
            }
            int before = owner.letters().size();
            int handles = world.handles.size();
            owner.receive(new ReceiveCommand(10, Duration.ofHours(1), null, false));
            owner.flush();
            List<ReceiptHandle> got = List.copyOf(world.handles.subList(handles, world.handles.size()));
            if (!got.isEmpty()) {
                owner.delete(got);
                owner.flush();
            }
            // One round may bring nothing: it made room for what is read next.
            idle = owner.letters().size() < before ? 0 : idle + 1;
            Property.SENDS_ARE_KEPT.check(idle < 2, () -> "never delivered: " + owner.letters());
            owner.check();
        }
        owner.flush();
        Property.JOURNAL.check(world.store.rows().isEmpty(), () -> "left in the store: " + world.store.rows());
        world.durable.compareWith(world.store, world.now);
        Property.SENDS_ARE_KEPT.check(
                world.ledger.owed().isEmpty(), () -> "acknowledged, never delivered: " + world.ledger.owed());
    }
}
