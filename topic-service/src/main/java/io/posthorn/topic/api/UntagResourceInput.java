package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What UntagResource is asked. */
public record UntagResourceInput(@Nullable String resourceArn, List<String> tagKeys) {}
