package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What ReceiveMessage is asked. */
public record ReceiveMessageInput(
        @Nullable String queueUrl,
        @Flattened("AttributeName") List<String> attributeNames,
        @Flattened("MessageSystemAttributeName") List<String> messageSystemAttributeNames,
        @Flattened("MessageAttributeName") List<String> messageAttributeNames,
        @Nullable Integer maxNumberOfMessages,
        @Nullable Integer visibilityTimeout,
        @Nullable Integer waitTimeSeconds,
        @Nullable String receiveRequestAttemptId) {}
