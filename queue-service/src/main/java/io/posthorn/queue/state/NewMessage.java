package io.posthorn.queue.state;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A message to be accepted. The API has checked it already.
 *
 * @param id the MessageId that it gets unless it is a duplicate
 * @param payload what goes to the journal unread
 * @param size bytes that count towards the limits: body and user attributes
 * @param groupId MessageGroupId; required on FIFO, on standard it names the tenant of a fair queue
 * @param deduplicationId explicit or the SHA-256 of the body; required on FIFO, absent on standard
 * @param delay DelaySeconds of the message; absent means the queue's. FIFO knows only the queue's delay and ignores it
 * @param history absent for a message that was sent here; present for one that was moved here from another queue,
 *     which is never a duplicate
 */
public record NewMessage(
        MessageId id,
        Payload payload,
        int size,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        @Nullable Duration delay,
        @Nullable History history) {
    /** The same with a deduplication ID. */
    public NewMessage withDeduplicationId(String id) {
        return new NewMessage(this.id, payload, size, groupId, id, delay, history);
    }
}
