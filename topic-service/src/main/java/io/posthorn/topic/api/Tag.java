package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** A tag on the wire. */
public record Tag(@Nullable String key, @Nullable String value) {}
