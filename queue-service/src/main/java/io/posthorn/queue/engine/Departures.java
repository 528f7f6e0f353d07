package io.posthorn.queue.engine;

import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.Topics;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.message.StoredAttributesCodec;
import io.posthorn.queue.move.MovingMessage;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.shard.ShardDirectory;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.MoveTarget;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.stream.Collectors;

/**
 * Messages on their way out of one queue. The core has let go of them; their rows stand until, in one transaction, they are
 * deleted and the deliveries written down, so a crash before leaves them where they were. One whose target is gone returns.
 */
final class Departures {
    private static final Duration AGAIN = Duration.ofMillis(500);

    /**
     * What came of a departure.
     *
     * @param left how many left
     * @param returned how many came back because their target is gone or unknown
     * @param unknown how many of these name no queue that they came from
     * @param none whether there was nothing that could leave
     */
    record Departed(int left, int returned, int unknown, boolean none) {}

    private record Leaving(JournalEntry.Move move, Payload payload, Optional<QueueKey> target, boolean isKnown) {}

    private final LiveQueue queue;
    private final ShardDirectory directory;
    private final Targets targets;
    private final DeliverySeal seal;

    Departures(LiveQueue queue, ShardDirectory directory, Targets targets, DeliverySeal seal) {
        this.queue = queue;
        this.directory = directory;
        this.targets = targets;
        this.seal = seal;
    }

    /**
     * Sends {@code moves} on their way; completes when all of it is durable. A store that is away is asked again until the
     * queue is given up.
     *
     * @param progress given how many leave, what a move task has come to with them
     */
    Future<Departed> leave(List<JournalEntry.Move> moves, LongFunction<Optional<Transport.Progress>> progress) {
        return attempt(moves, progress)
                .recover(failure -> queue.isClosed()
                        ? Future.failedFuture(failure)
                        : queue.after(AGAIN).compose(_ -> leave(moves, progress)));
    }

    private Future<Departed> attempt(
            List<JournalEntry.Move> moves, LongFunction<Optional<Transport.Progress>> progress) {
        return queue.payloads()
                .of(moves.stream()
                        .map(JournalEntry.Move::message)
                        .collect(Collectors.toMap(StoredMessage::sequence, StoredMessage::id)))
                .compose(payloads -> withTargets(moves, payloads))
                .compose(all -> send(all, progress));
    }

    private Future<List<Leaving>> withTargets(List<JournalEntry.Move> moves, Map<Long, Payload> payloads) {
        List<Leaving> all = new ArrayList<>(moves.size());
        Map<QueueKey, Future<Boolean>> asked = new LinkedHashMap<>();
        for (JournalEntry.Move move : moves) {
            Payload payload = payloads.get(move.message().sequence());
            // A row that is gone was purged or deleted with its queue in the meantime.
            if (payload != null) {
                Optional<QueueKey> target = target(move.target(), payload);
                target.ifPresent(key -> asked.computeIfAbsent(key, targets::exists));
                all.add(new Leaving(move, payload, target, target.isPresent()));
            }
        }
        return Future.join(List.copyOf(asked.values()))
                .map(_ -> all.stream()
                        .map(each -> new Leaving(
                                each.move(),
                                each.payload(),
                                each.target()
                                        .filter(key -> Objects.requireNonNull(asked.get(key))
                                                .result()),
                                each.isKnown()))
                        .toList());
    }

    private static Optional<QueueKey> target(MoveTarget target, Payload payload) {
        return switch (target) {
            case MoveTarget.DeadLetterQueue(String arn) -> QueueArn.parse(arn);
            case MoveTarget.Destination(String arn) -> QueueArn.parse(arn);
            case MoveTarget.OriginalSource _ ->
                StoredAttributesCodec.decode(payload.attributes())
                        .deadLetterSource()
                        .flatMap(QueueArn::parse);
        };
    }

    private Future<Departed> send(List<Leaving> all, LongFunction<Optional<Transport.Progress>> progress) {
        List<JournalEntry> entries = new ArrayList<>(all.size());
        List<OutboxRecord> outgoing = new ArrayList<>(all.size());
        List<LiveQueue.Returning> returning = new ArrayList<>(0);
        for (Leaving each : all) {
            entries.add(new JournalEntry.Delete(each.move().message().sequence()));
            each.target()
                    .ifPresentOrElse(
                            target -> outgoing.add(record(each, target)),
                            () -> returning.add(
                                    new LiveQueue.Returning(each.move().message(), each.payload())));
        }
        int unknown = (int) all.stream().filter(each -> !each.isKnown()).count();
        if (!returning.isEmpty()) {
            entries.addAll(queue.takeBack(returning));
        }
        Transport transport = new Transport(outgoing, List.of(), Optional.empty(), progress.apply(outgoing.size()));
        return queue.appendAll(entries, transport)
                .map(_ -> new Departed(outgoing.size(), returning.size(), unknown, false));
    }

    private OutboxRecord record(Leaving leaving, QueueKey target) {
        JournalEntry.Move move = leaving.move();
        QueueKey source = queue.description().key();
        QueueDelivery.Kind kind =
                switch (move.target()) {
                    case MoveTarget.DeadLetterQueue _ -> QueueDelivery.Kind.DEAD_LETTER;
                    case MoveTarget.Destination _, MoveTarget.OriginalSource _ -> QueueDelivery.Kind.REDRIVE;
                };
        QueueDelivery delivery = QueueDelivery.moving(
                queue.description().id() + "-" + move.message().sequence(),
                directory.shardOf(
                        target.account(), target.region(), target.name().value()),
                kind,
                target.account(),
                target.region(),
                target.name().value(),
                MovingMessage.leaving(
                        move.message(), leaving.payload(), Optional.of(QueueArn.of(Dialect.AWS, source))));
        return OutboxRecord.to(
                delivery.shard(), target.account(), Topics.QUEUE_DELIVERIES, delivery.recordKey(), seal.seal(delivery));
    }
}
