package io.posthorn.queue.queue;

import io.posthorn.queue.state.Counts;
import io.posthorn.queue.state.Decision;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.QueueSettings;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.Received;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.StateLimits;
import io.posthorn.queue.state.VisibilityChange;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * One queue on the real core, durable at once. A receive answers at once too: how long it would have waited is in
 * {@link #lastWait}. For one thread.
 */
public final class InMemoryQueue implements ActiveQueue {
    private static final Duration BETWEEN_PURGES = Duration.ofSeconds(60);

    private final Clock clock;
    private final QueueState state;
    private final Map<Long, Payload> payloads = new HashMap<>();
    private final List<NewMessage> sent = new ArrayList<>();
    private QueueDescription description;
    private StateLimits limits = StateLimits.DEFAULT;
    private @Nullable Instant purgedAt;
    private @Nullable ReceiveCommand lastReceive;
    private @Nullable Duration lastWait;

    InMemoryQueue(QueueDescription description, Clock clock) {
        this.description = description;
        this.clock = clock;
        this.state = new QueueState(description.id(), 1, settings());
    }

    /** Everything that was accepted, in order. */
    public List<NewMessage> sent() {
        return List.copyOf(sent);
    }

    /** The last receive's command. */
    public ReceiveCommand lastReceive() {
        return Objects.requireNonNull(lastReceive);
    }

    /** How long the last receive would have waited. */
    public Duration lastWait() {
        return Objects.requireNonNull(lastWait);
    }

    /** Lets no more than {@code inFlight} messages be in flight. */
    public void limitInFlight(int inFlight) {
        limits = new StateLimits(inFlight, limits.waiters(), limits.receiveAttempts(), limits.window());
        state.settings(settings(), clock.instant());
    }

    QueueDescription change(UnaryOperator<QueueProfile> change) {
        QueueProfile changed = change.apply(description.profile());
        boolean attributes = !changed.attributes().equals(description.attributes());
        description = new QueueDescription(
                description.id(),
                description.key(),
                changed,
                description.createdAt(),
                attributes ? clock.instant() : description.modifiedAt());
        state.settings(settings(), clock.instant());
        return description;
    }

    @Override
    public QueueDescription description() {
        return description;
    }

    @Override
    public Uni<List<Sent>> send(List<NewMessage> messages) {
        Decision<List<Sent>> decision = state.send(messages, clock.instant());
        for (JournalEntry entry : decision.entries()) {
            if (entry instanceof JournalEntry.Insert(var message, var payload)) {
                payloads.put(message.sequence(), payload);
                state.committedThrough(message.sequence(), clock.instant());
            }
        }
        sent.addAll(messages);
        return Uni.createFrom().item(decision.answer());
    }

    @Override
    public Uni<ReceiveResult> receive(ReceiveCommand command, Duration wait) {
        lastReceive = command;
        lastWait = wait;
        ReceiveResult result =
                switch (state.receive(command, clock.instant()).answer()) {
                    case Received.Messages(var leases) ->
                        new ReceiveResult.Messages(leases.stream()
                                .map(lease -> new ReceivedMessage(
                                        lease, Objects.requireNonNull(payloads.get(lease.sequence()))))
                                .toList());
                    case Received.OverLimit() ->
                        wait.isZero() ? new ReceiveResult.OverLimit() : ReceiveResult.Messages.NONE;
                };
        return Uni.createFrom().item(result);
    }

    @Override
    public Uni<List<Deletion>> delete(List<ReceiptHandle> handles) {
        return Uni.createFrom().item(state.delete(handles, clock.instant()).answer());
    }

    @Override
    public Uni<List<VisibilityChange>> changeVisibility(List<NewVisibility> changes) {
        return Uni.createFrom()
                .item(changes.stream()
                        .map(change -> state.changeVisibility(
                                        change.handle(), change.timeout(), change.onlyInFlight(), clock.instant())
                                .answer())
                        .toList());
    }

    @Override
    public Uni<PurgeResult> purge() {
        Instant now = clock.instant();
        if (purgedAt != null && purgedAt.plus(BETWEEN_PURGES).isAfter(now)) {
            return Uni.createFrom().item(PurgeResult.PURGED_RECENTLY);
        }
        purgedAt = now;
        Decision<Long> purged = state.purge(now);
        if (purged.answer() > 0) {
            payloads.clear();
        }
        return Uni.createFrom().item(PurgeResult.PURGED);
    }

    @Override
    public Uni<Counts> counts() {
        return Uni.createFrom().item(state.counts(clock.instant()));
    }

    private QueueSettings settings() {
        QueueAttributes attributes = description.attributes();
        return new QueueSettings(
                attributes.isFifo(),
                attributes.visibilityTimeout(),
                attributes.delay(),
                attributes.retention(),
                QueueSettings.DeduplicationScope.QUEUE,
                null,
                limits);
    }
}
