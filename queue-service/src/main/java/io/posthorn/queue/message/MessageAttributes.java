package io.posthorn.queue.message;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The attributes that a sender gave a message, sorted by name. Immutable.
 *
 * @param values names and values
 */
public record MessageAttributes(SortedMap<String, AttributeValue> values) {
    /** No attributes. */
    public static final MessageAttributes NONE = new MessageAttributes(Collections.emptySortedMap());

    public MessageAttributes {
        values = values.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The attributes of {@code values}. */
    public static MessageAttributes of(Map<String, AttributeValue> values) {
        return values.isEmpty() ? NONE : new MessageAttributes(new TreeMap<>(values));
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** What they add to the message's size: names, types and values, in bytes. */
    public int sizeBytes() {
        int size = 0;
        for (Map.Entry<String, AttributeValue> attribute : values.entrySet()) {
            size += attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += attribute.getValue().dataType().getBytes(StandardCharsets.UTF_8).length;
            size += attribute.getValue().bytes().length;
        }
        return size;
    }

    /** Those whose name {@code wanted} accepts. */
    public MessageAttributes selected(Predicate<String> wanted) {
        SortedMap<String, AttributeValue> selected = new TreeMap<>(values);
        selected.keySet().removeIf(wanted.negate());
        return of(selected);
    }

    /** MD5OfMessageAttributes, or empty when there are none. */
    public Optional<String> md5() {
        return isEmpty() ? Optional.empty() : Optional.of(MessageMd5.ofAttributes(this));
    }
}
