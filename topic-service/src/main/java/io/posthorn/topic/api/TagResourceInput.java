package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What TagResource is asked. */
public record TagResourceInput(@Nullable String resourceArn, List<Tag> tags) {}
