package io.posthorn.signer.identity;

import org.jspecify.annotations.Nullable;

/** Finds access keys by id, from memory. */
@FunctionalInterface
public interface AccessKeys {
    /** The active key of {@code accessKeyId}, or null when there is none. */
    @Nullable
    AccessKey find(String accessKeyId);
}
