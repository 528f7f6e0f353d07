package io.posthorn.topic.message;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The attributes that a publisher gave a message, sorted by name. Immutable.
 *
 * @param values names and values
 */
public record MessageAttributes(SortedMap<String, MessageAttribute> values) {
    /** No attributes. */
    public static final MessageAttributes NONE = new MessageAttributes(Collections.emptySortedMap());

    public MessageAttributes {
        values = values.isEmpty()
                ? Collections.emptySortedMap()
                : Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** The attributes of {@code values}. */
    public static MessageAttributes of(Map<String, MessageAttribute> values) {
        return values.isEmpty() ? NONE : new MessageAttributes(new TreeMap<>(values));
    }

    /**
     * Checks what a publisher sent, in the order of the names so that of several faults always the same is answered.
     *
     * @throws io.posthorn.wire.ApiException ParameterValueInvalid, or ValidationError for an attribute without type
     */
    public static MessageAttributes check(Map<String, AttributeInput> sent) {
        return AttributeRules.check(sent);
    }

    /** Whether there are none. */
    public boolean isEmpty() {
        return values.isEmpty();
    }

    /** What they add to the message's size: names, types and values, in bytes. */
    public int sizeBytes() {
        int size = 0;
        for (Map.Entry<String, MessageAttribute> attribute : values.entrySet()) {
            size += attribute.getKey().getBytes(StandardCharsets.UTF_8).length;
            size += attribute.getValue().dataType().getBytes(StandardCharsets.UTF_8).length;
            size += attribute.getValue().valueBytes();
        }
        return size;
    }

    /** How many there are: their values are a message's. */
    @Override
    public String toString() {
        return "MessageAttributes[" + values.size() + "]";
    }
}
