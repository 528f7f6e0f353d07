package io.posthorn.topic.message;

import java.util.Objects;
import java.util.Optional;

/**
 * A message that keeps the rules of its topic.
 *
 * @param message Message as it was sent: with a structure, the JSON text of all texts
 * @param structure the texts of the protocols, with {@code MessageStructure=json}
 * @param subject Subject, if one was sent
 * @param attributes the publisher's attributes
 * @param groupId MessageGroupId: always present for a FIFO topic
 * @param deduplicationId what duplicates are told by: always present for a FIFO topic, never for another
 * @param sizeBytes what counts against the limits: message and attributes, in bytes of UTF-8
 */
public record Publication(
        String message,
        Optional<MessageStructure> structure,
        Optional<String> subject,
        MessageAttributes attributes,
        Optional<String> groupId,
        Optional<String> deduplicationId,
        int sizeBytes) {
    public Publication {
        Objects.requireNonNull(message);
        Objects.requireNonNull(structure);
        Objects.requireNonNull(subject);
        Objects.requireNonNull(attributes);
        Objects.requireNonNull(groupId);
        Objects.requireNonNull(deduplicationId);
    }

    /** What a subscriber gets whose subscription's Protocol is {@code protocol}. */
    public String textFor(String protocol) {
        return structure.isEmpty() ? message : structure.get().textFor(protocol);
    }

    /** The size only: all else is a message's. */
    @Override
    public String toString() {
        return "Publication[" + sizeBytes + " bytes]";
    }
}
