package io.posthorn.queue.journal;

import io.posthorn.platform.AccountId;
import java.util.Objects;

/**
 * One incarnation of a queue, as rows name it.
 *
 * @param account the account that owns the queue
 * @param queueId the queue's number, never used again
 */
public record QueueRef(AccountId account, long queueId) {
    public QueueRef {
        Objects.requireNonNull(account);
    }
}
