package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import java.util.Objects;

/**
 * Which queue: what its URL and its ARN both say. A queue that is deleted and created again has the same key and
 * another {@link QueueDescription#id()}.
 *
 * @param account the account that owns the queue
 * @param region the region that it was created in
 * @param name its name
 */
public record QueueKey(AccountId account, String region, QueueName name) {
    public QueueKey {
        Objects.requireNonNull(account);
        Objects.requireNonNull(region);
        Objects.requireNonNull(name);
    }
}
