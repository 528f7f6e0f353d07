package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The queues of this installation. Every call is for one account; what it answers is durable. A queue that was deleted
 * is gone at once for every call but {@link #create}.
 */
public interface Queues {
    /**
     * Creates a queue unless one with that key exists or was deleted less than 60 seconds ago. Of calls at the same time
     * for one key exactly one creates.
     */
    Uni<CreateResult> create(QueueKey key, QueueProfile profile);

    /** The queue if it is in memory here; from any thread, without waiting. What is not here {@link #find} knows. */
    Optional<QueueDescription> inMemory(QueueKey key);

    /** The queue as it is on record, or empty when there is none; the queue may live on another replica. */
    Uni<Optional<QueueDescription>> find(QueueKey key);

    /**
     * Up to {@code limit} queues of the account in the region whose names begin with {@code prefix}, sorted by name in
     * code point order, beginning after {@code after}.
     *
     * @param prefix empty for all
     */
    Uni<QueuePage> list(AccountId account, String region, String prefix, int limit, Optional<QueueName> after);

    /**
     * Up to {@code limit} queues of the target's account and region whose redrive policy names {@code target}, sorted by
     * name, beginning after {@code after}.
     */
    Uni<QueuePage> deadLetterSources(QueueKey target, int limit, Optional<QueueName> after);

    /**
     * Replaces a queue's profile by what {@code change} makes of them. Changes of one queue happen one after another, so
     * none is lost; {@code change} has no side effect and may run again. {@link QueueDescription#modifiedAt()} moves on when
     * the attributes changed. An exception that it throws fails the answer and
     * leaves the queue as it was.
     *
     * @return the queue after the change, or empty when there is none
     */
    Uni<Optional<QueueDescription>> update(QueueKey key, UnaryOperator<QueueProfile> change);

    /** Deletes the queue and its messages and releases its waiting receives. Answers whether there was one. */
    Uni<Boolean> delete(QueueKey key);

    /**
     * The live queue, or empty when there is none. It completes at once when the queue is in memory here; it fails when
     * the queue's shard is owned by another replica.
     */
    Uni<Optional<ActiveQueue>> open(QueueKey key);
}
