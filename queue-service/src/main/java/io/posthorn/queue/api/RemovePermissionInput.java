package io.posthorn.queue.api;

import org.jspecify.annotations.Nullable;

/** What RemovePermission is asked. */
public record RemovePermissionInput(
        @Nullable String queueUrl, @Nullable String label) {}
