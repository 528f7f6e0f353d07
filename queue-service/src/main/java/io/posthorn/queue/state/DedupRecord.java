package io.posthorn.queue.state;

import java.time.Instant;

/**
 * A deduplication ID that was accepted. A send with the same key before {@code expiresAt} answers with this message and adds none.
 *
 * @param key the scope and the ID
 * @param messageId MessageId of the accepted message
 * @param sequence sequence of the accepted message
 * @param expiresAt five minutes after the first accepted send
 */
public record DedupRecord(DedupKey key, MessageId messageId, long sequence, Instant expiresAt) {}
