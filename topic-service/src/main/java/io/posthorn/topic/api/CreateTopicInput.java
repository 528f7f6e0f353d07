package io.posthorn.topic.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What CreateTopic is asked. */
public record CreateTopicInput(
        @Nullable String name,
        Map<String, String> attributes,
        List<Tag> tags,
        @Nullable String dataProtectionPolicy) {}
