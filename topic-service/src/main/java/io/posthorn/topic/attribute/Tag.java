package io.posthorn.topic.attribute;

import java.util.Objects;

/**
 * A tag as it was given; {@link TopicTags} says what it may be.
 *
 * @param key what it is called; case matters
 * @param value what it says
 */
public record Tag(String key, String value) {
    public Tag {
        Objects.requireNonNull(key);
        Objects.requireNonNull(value);
    }
}
