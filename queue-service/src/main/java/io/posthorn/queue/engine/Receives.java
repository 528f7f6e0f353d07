package io.posthorn.queue.engine;

import io.posthorn.queue.queue.ReceiveResult;
import io.posthorn.queue.queue.ReceivedMessage;
import io.posthorn.queue.state.CloseReason;
import io.posthorn.queue.state.Decision;
import io.posthorn.queue.state.Lease;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.Received;
import io.posthorn.queue.state.WaiterId;
import io.posthorn.queue.state.Woken;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Hands a queue's messages to those who ask, at once or after a long poll. On the queue's loop. */
final class Receives {
    private static final Logger LOG = Logger.getLogger(Receives.class);

    private final OwnedShard shard;
    private final LiveQueue queue;
    private final QueueState state;
    private final QueueJournal journal;
    private final Payloads payloads;
    private final Map<WaiterId, UniEmitter<? super ReceiveResult>> waiters = new HashMap<>();
    private long lastWaiter;

    Receives(OwnedShard shard, LiveQueue queue, QueueState state, QueueJournal journal, Payloads payloads) {
        this.shard = shard;
        this.queue = queue;
        this.state = state;
        this.journal = journal;
        this.payloads = payloads;
    }

    /**
     * Answers a receive.
     *
     * @param wait how long it may wait for a message; zero for a short poll
     */
    void receive(ReceiveCommand command, Duration wait, UniEmitter<? super ReceiveResult> emitter) {
        Instant now = shard.loop().now();
        Decision<Received> decision = state.receive(command, now);
        switch (decision.answer()) {
            case Received.Messages messages
            when !messages.leases().isEmpty() || wait.isZero() ->
                journal.commitThen(decision, () -> deliver(messages, emitter), emitter::fail);
            case Received.OverLimit _
            when wait.isZero() ->
                journal.commitThen(decision, () -> emitter.complete(new ReceiveResult.OverLimit()), emitter::fail);
            case Received _ -> {
                journal.write(decision.entries());
                park(command, now.plus(wait), now, emitter);
            }
        }
    }

    private void park(ReceiveCommand command, Instant until, Instant now, UniEmitter<? super ReceiveResult> emitter) {
        WaiterId waiter = new WaiterId(++lastWaiter);
        if (!state.park(waiter, command, until, now)) {
            emitter.complete(ReceiveResult.Messages.NONE);
            return;
        }
        waiters.put(waiter, emitter);
        emitter.onTermination(() -> shard.loop().run(() -> {
            if (waiters.remove(waiter) != null) {
                state.cancel(waiter);
            }
        }));
        queue.settle();
    }

    private void deliver(Received.Messages received, UniEmitter<? super ReceiveResult> emitter) {
        List<Lease> leases = received.leases();
        if (leases.isEmpty()) {
            emitter.complete(ReceiveResult.Messages.NONE);
            return;
        }
        shard.loop().dirty(queue);
        payloads.of(leases.stream().collect(Collectors.toMap(Lease::sequence, Lease::messageId)))
                .onSuccess(found -> {
                    // A long poll may be woken, and bodies read, when the shard may be somebody else's already.
                    if (shard.handsOut()) {
                        emitter.complete(new ReceiveResult.Messages(joined(leases, found)));
                    } else {
                        emitter.fail(shard.misdirected());
                    }
                })
                .onFailure(failure -> {
                    // The messages stay leased: they are received again after their visibility timeout.
                    LOG.debug("bodies could not be read", failure);
                    emitter.fail(EngineErrors.busy());
                });
    }

    /** The messages in the order of their leases; one that was deleted while its body was read is left out. */
    private static List<ReceivedMessage> joined(List<Lease> leases, Map<Long, Payload> payloads) {
        List<ReceivedMessage> messages = new ArrayList<>(leases.size());
        for (Lease lease : leases) {
            Payload payload = payloads.get(lease.sequence());
            if (payload != null) {
                messages.add(new ReceivedMessage(lease, payload));
            }
        }
        return messages;
    }

    /** Answers the long polls that can be answered now. */
    void wake() {
        if (waiters.isEmpty()) {
            return;
        }
        if (!shard.serves()) {
            sendAway();
            return;
        }
        Decision<List<Woken>> woken = state.wake(shard.loop().now());
        Map<UniEmitter<? super ReceiveResult>, Received.Messages> answers = new LinkedHashMap<>();
        for (Woken each : woken.answer()) {
            UniEmitter<? super ReceiveResult> emitter = waiters.remove(each.waiter());
            if (emitter != null) {
                answers.put(emitter, each.received());
            }
        }
        Runnable deliver = () -> answers.forEach((emitter, received) -> deliver(received, emitter));
        if (woken.immediate()) {
            deliver.run();
        } else {
            journal.append(
                    woken.entries(), deliver, failure -> answers.keySet().forEach(emitter -> emitter.fail(failure)));
        }
    }

    /** The replica's proof of life has lapsed: the messages may be another owner's to hand out by now. */
    private void sendAway() {
        Map<WaiterId, UniEmitter<? super ReceiveResult>> gone = Map.copyOf(waiters);
        waiters.clear();
        gone.forEach((waiter, emitter) -> {
            state.cancel(waiter);
            emitter.fail(shard.misdirected());
        });
    }

    /** The queue is given up; every long poll is answered. */
    void close(List<WaiterId> waiting, CloseReason reason) {
        for (WaiterId waiter : waiting) {
            UniEmitter<? super ReceiveResult> emitter = waiters.remove(waiter);
            if (emitter != null) {
                switch (reason) {
                    case DELETED -> emitter.complete(ReceiveResult.Messages.NONE);
                    case HANDED_OVER -> emitter.fail(shard.misdirected());
                }
            }
        }
    }
}
