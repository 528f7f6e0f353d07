package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import io.posthorn.wire.QueryJsonName;
import java.util.List;

/** What ReceiveMessage answers. */
public record ReceiveMessageOutput(
        @Flattened("Message") @QueryJsonName("messages") List<Message> messages) {}
