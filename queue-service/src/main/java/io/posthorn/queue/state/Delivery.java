package io.posthorn.queue.state;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hands messages to consumers. What a receive comes across and may not deliver (retention over, received too often) leaves the queue
 * and takes no place in the batch.
 */
final class Delivery {

    /** Most messages that one receive drops or moves, so that no receive holds the event loop for long. */
    static final int MAX_LEAVING = 1_000;

    private final long queueId;
    private final long epoch;
    private final Backlog backlog;
    private final LeaseLog leases;
    private final ReceiveAttempts attempts;

    Delivery(long queueId, long epoch, Backlog backlog, LeaseLog leases, ReceiveAttempts attempts) {
        this.queueId = queueId;
        this.epoch = epoch;
        this.backlog = backlog;
        this.leases = leases;
        this.attempts = attempts;
    }

    /** Whether the limit of messages in flight leaves room for a receive. */
    boolean hasRoom(QueueSettings settings, ReceiveCommand command) {
        return room(settings, command) > 0;
    }

    private int room(QueueSettings settings, ReceiveCommand command) {
        return Math.min(settings.limits().inFlight(), command.inFlight()) - backlog.inFlight();
    }

    Received receive(ReceiveCommand command, QueueSettings settings, long now, List<JournalEntry> entries) {
        long visibleAt = now
                + (command.visibilityTimeout() == null ? settings.visibilityTimeout() : command.visibilityTimeout())
                        .toMillis();
        String attemptId = command.attemptId();
        if (attemptId != null) {
            ReceiveAttempts.Attempt attempt = attempts.find(attemptId, now);
            if (attempt != null && noneExpired(attempt, settings, now)) {
                return replay(attempt, visibleAt, now);
            }
        }
        if (!hasRoom(settings, command)) {
            return settings.fifo() ? Received.EMPTY : new Received.OverLimit();
        }
        Message[] batch = pick(command, settings, now, entries);
        if (batch.length == 0) {
            return Received.EMPTY;
        }
        for (Message message : batch) {
            backlog.received(message, epoch, message.receiveCount + 1, now);
            backlog.lease(message, visibleAt, now);
            leases.note(message);
        }
        if (attemptId != null) {
            attempts.remember(attemptId, batch, now, settings.limits().receiveAttempts());
        }
        return answer(batch);
    }

    private Message[] pick(ReceiveCommand command, QueueSettings settings, long now, List<JournalEntry> entries) {
        int room = Math.min(command.max(), room(settings, command));
        Message[] batch = new Message[room];
        int picked = 0;
        int leaving = 0;
        ReadyOrder order = backlog.order();
        while (picked < room && leaving < MAX_LEAVING) {
            Message message = order.next(command.onePerGroup(), now);
            if (message == null) {
                break;
            }
            JournalEntry departure = departure(message, settings, now);
            if (departure == null) {
                backlog.take(message, now);
                batch[picked++] = message;
            } else {
                entries.add(departure);
                backlog.remove(message, now);
                leaving++;
            }
        }
        order.endBatch();
        return picked == room ? batch : Arrays.copyOf(batch, picked);
    }

    /** Takes up to {@code max} messages out of the queue, in the order of delivery; answers how many were moved. */
    int redrive(MoveTarget target, int max, QueueSettings settings, long now, List<JournalEntry> entries) {
        int moved = 0;
        ReadyOrder order = backlog.order();
        while (moved < max && entries.size() < max + MAX_LEAVING) {
            Message message = order.next(false, now);
            if (message == null) {
                break;
            }
            boolean expired = expired(message, settings, now);
            entries.add(
                    expired
                            ? new JournalEntry.Delete(message.sequence)
                            : new JournalEntry.Move(message.stored(), target));
            moved += expired ? 0 : 1;
            backlog.remove(message, now);
        }
        order.endBatch();
        return moved;
    }

    /** Why the message leaves the queue instead of being delivered, if it does. */
    private static @Nullable JournalEntry departure(Message message, QueueSettings settings, long now) {
        if (expired(message, settings, now)) {
            return new JournalEntry.Delete(message.sequence);
        }
        QueueSettings.DeadLetters policy = settings.deadLetters();
        if (policy != null && policy.targetExists() && message.receivesHere() >= policy.maxReceiveCount()) {
            return new JournalEntry.Move(message.stored(), new MoveTarget.DeadLetterQueue(policy.targetArn()));
        }
        return null;
    }

    static boolean expired(Message message, QueueSettings settings, long now) {
        return message.sentAt + settings.retention().toMillis() <= now;
    }

    private static boolean noneExpired(ReceiveAttempts.Attempt attempt, QueueSettings settings, long now) {
        for (Message message : attempt.messages) {
            if (expired(message, settings, now)) {
                return false;
            }
        }
        return true;
    }

    private Received replay(ReceiveAttempts.Attempt attempt, long visibleAt, long now) {
        for (Message message : attempt.messages) {
            backlog.lease(message, visibleAt, now);
            leases.note(message);
        }
        attempt.extended(visibleAt);
        return answer(attempt.messages);
    }

    private Received.Messages answer(Message[] batch) {
        List<Lease> answer = new ArrayList<>(batch.length);
        for (Message message : batch) {
            answer.add(lease(message));
        }
        return new Received.Messages(answer);
    }

    private Lease lease(Message message) {
        Message.Receipt receipt = message.receipt;
        if (receipt == null) {
            throw new IllegalStateException("leased without a receive: " + message.sequence);
        }
        return new Lease(
                message.sequence,
                message.id(),
                new ReceiptHandle(queueId, message.sequence, receipt.epoch, message.receiveCount),
                message.receiveCount,
                Instant.ofEpochMilli(receipt.firstReceived),
                Instant.ofEpochMilli(message.sentAt),
                Instant.ofEpochMilli(message.visibleAt),
                message.group == null ? null : message.group.id,
                message.deduplicationId,
                message.size);
    }
}
