package io.posthorn.queue.api;

import io.posthorn.queue.message.MessageAttributes;
import io.posthorn.queue.state.NewMessage;

/**
 * A message that keeps the rules, ready for the queue.
 *
 * @param message what the queue accepts
 * @param attributes the attributes, for their digest
 * @param systemAttributes the system attributes, for their digest
 */
record Outgoing(NewMessage message, MessageAttributes attributes, MessageAttributes systemAttributes) {}
