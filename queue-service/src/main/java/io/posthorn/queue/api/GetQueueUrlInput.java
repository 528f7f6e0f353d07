package io.posthorn.queue.api;

import io.posthorn.wire.WireName;
import org.jspecify.annotations.Nullable;

/** What GetQueueUrl is asked. */
public record GetQueueUrlInput(
        @Nullable String queueName,
        @WireName("QueueOwnerAWSAccountId") @Nullable String queueOwnerAwsAccountId) {}
