package io.posthorn.queue.api;

import io.posthorn.wire.WireName;
import org.jspecify.annotations.Nullable;

/** A message that SendMessageBatch accepted. */
public record SendMessageBatchResultEntry(
        String id,
        String messageId,
        @WireName("MD5OfMessageBody") String md5OfMessageBody,
        @WireName("MD5OfMessageAttributes") @Nullable String md5OfMessageAttributes,
        @WireName("MD5OfMessageSystemAttributes") @Nullable String md5OfMessageSystemAttributes,
        @Nullable String sequenceNumber) {}
