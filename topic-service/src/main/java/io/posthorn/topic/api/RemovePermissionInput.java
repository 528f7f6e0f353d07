package io.posthorn.topic.api;

import org.jspecify.annotations.Nullable;

/** What RemovePermission is asked. */
public record RemovePermissionInput(
        @Nullable String topicArn, @Nullable String label) {}
