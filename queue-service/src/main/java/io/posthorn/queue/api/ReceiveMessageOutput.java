package io.posthorn.queue.api;

import io.posthorn.wire.Flattened;
import java.util.List;

/** What ReceiveMessage answers. */
public record ReceiveMessageOutput(@Flattened("Message") List<Message> messages) {}
