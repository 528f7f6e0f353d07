package io.posthorn.queue.queue;

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

/**
 * A queue that lives on this replica. What a call answers is durable. Lists of results are in the order of what was
 * asked. A call on a queue that has been deleted since it was opened fails with
 * {@link SqsErrors#queueDoesNotExist()}.
 */
public interface ActiveQueue {
    /** The queue as it is now. */
    QueueDescription description();

    /** Accepts all messages or, when the answer fails, none. Payloads come unsealed. */
    Uni<List<Sent>> send(List<NewMessage> messages);

    /**
     * Hands out messages, waiting up to {@code wait} for the first. Cancelling the subscription withdraws the wait and
     * consumes nothing; deleting the queue ends it empty.
     *
     * @param wait zero for a short poll
     */
    Uni<ReceiveResult> receive(ReceiveCommand command, Duration wait);

    /** Deletes messages, each by itself. */
    Uni<List<Deletion>> delete(List<ReceiptHandle> handles);

    /** Changes how long messages stay hidden, each by itself. */
    Uni<List<VisibilityChange>> changeVisibility(List<NewVisibility> changes);

    /** Removes every message sent before, unless the queue was purged less than 60 seconds ago. */
    Uni<PurgeResult> purge();

    /** How many messages there are now. */
    Uni<Counts> counts();
}
