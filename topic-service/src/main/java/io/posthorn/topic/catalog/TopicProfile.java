package io.posthorn.topic.catalog;

import io.posthorn.topic.attribute.TopicAttributes;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What a topic's owner says of it.
 *
 * @param dataProtection the data protection policy as it was given
 */
public record TopicProfile(TopicAttributes attributes, Map<String, String> tags, Optional<String> dataProtection) {
    public TopicProfile {
        Objects.requireNonNull(attributes);
        Objects.requireNonNull(dataProtection);
        tags = Map.copyOf(tags);
    }

    /** The same with other attributes. */
    public TopicProfile withAttributes(TopicAttributes changed) {
        return new TopicProfile(changed, tags, dataProtection);
    }

    /** The same with other tags. */
    public TopicProfile withTags(Map<String, String> changed) {
        return new TopicProfile(attributes, changed, dataProtection);
    }

    /** The same with another data protection policy. */
    public TopicProfile withDataProtection(Optional<String> changed) {
        return new TopicProfile(attributes, tags, changed);
    }
}
