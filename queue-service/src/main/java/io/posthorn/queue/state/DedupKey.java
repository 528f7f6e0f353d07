package io.posthorn.queue.state;

/**
 * Within what a deduplication ID is remembered.
 *
 * @param scope the message group, or "" if the whole queue is the scope
 * @param deduplicationId the ID
 */
public record DedupKey(String scope, String deduplicationId) {}
