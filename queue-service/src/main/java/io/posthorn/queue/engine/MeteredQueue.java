package io.posthorn.queue.engine;

import io.posthorn.queue.queue.ActiveQueue;
import io.posthorn.queue.queue.NewVisibility;
import io.posthorn.queue.queue.PurgeResult;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.ReceiveResult;
import io.posthorn.queue.state.Counts;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.NewMessage;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiveCommand;
import io.posthorn.queue.state.Sent;
import io.posthorn.queue.state.VisibilityChange;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;

/** A queue whose callers are counted: what it answers to them, not what it does of itself. */
final class MeteredQueue implements ActiveQueue {
    private final LiveQueue queue;
    private final QueueMeters.Series meters;

    MeteredQueue(LiveQueue queue, QueueMeters.Series meters) {
        this.queue = queue;
        this.meters = meters;
    }

    LiveQueue live() {
        return queue;
    }

    @Override
    public QueueDescription description() {
        return queue.description();
    }

    @Override
    public Uni<List<Sent>> send(List<NewMessage> messages) {
        return queue.send(messages).invoke(sent -> {
            for (int i = 0; i < sent.size(); i++) {
                switch (sent.get(i)) {
                    case Sent.Accepted _ -> {
                        meters.sent.increment();
                        meters.sentBytes.record(messages.get(i).size());
                    }
                    case Sent.Duplicate _ -> meters.deduplicated.increment();
                }
            }
        });
    }

    @Override
    public Uni<ReceiveResult> receive(ReceiveCommand command, Duration wait) {
        return queue.receive(command, wait).invoke(result -> {
            if (result instanceof ReceiveResult.Messages received
                    && !received.messages().isEmpty()) {
                meters.received.increment(received.messages().size());
            } else {
                meters.emptyReceives.increment();
            }
        });
    }

    @Override
    public Uni<List<Deletion>> delete(List<ReceiptHandle> handles) {
        return queue.delete(handles).invoke(deletions -> {
            for (Deletion deletion : deletions) {
                if (deletion == Deletion.DELETED) {
                    meters.deleted.increment();
                }
            }
        });
    }

    @Override
    public Uni<List<VisibilityChange>> changeVisibility(List<NewVisibility> changes) {
        return queue.changeVisibility(changes);
    }

    @Override
    public Uni<PurgeResult> purge() {
        return queue.purge();
    }

    @Override
    public Uni<Counts> counts() {
        return queue.counts();
    }
}
