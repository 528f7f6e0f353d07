package io.posthorn.queue.api;

import io.posthorn.wire.WireName;
import org.jspecify.annotations.Nullable;

/** What SendMessage answers. */
public record SendMessageOutput(
        @WireName("MD5OfMessageBody") String md5OfMessageBody,
        @WireName("MD5OfMessageAttributes") @Nullable String md5OfMessageAttributes,
        @WireName("MD5OfMessageSystemAttributes") @Nullable String md5OfMessageSystemAttributes,
        String messageId,
        @Nullable String sequenceNumber) {}
