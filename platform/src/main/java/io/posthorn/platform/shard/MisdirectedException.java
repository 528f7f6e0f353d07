package io.posthorn.platform.shard;

import java.util.Optional;

/**
 * The request came to a replica that does not own its shard; nothing was done. It is answered with status 421 and the
 * owner's address, and the edge repeats the request there.
 */
public final class MisdirectedException extends RuntimeException {
    /** The status of such an answer: Misdirected Request. */
    public static final int STATUS = 421;

    /** The header that says where the owner is, absent when nobody is known to own the shard. */
    public static final String OWNER_HEADER = "Posthorn-Owner";

    private final transient Optional<String> owner;

    /** The owner's base URL, such as {@code http://queue-1.queue:8080}, when one is known. */
    public MisdirectedException(Optional<String> owner) {
        super("the shard is served by another replica", null, false, false);
        this.owner = owner;
    }

    /** The owner's base URL when one is known. */
    public Optional<String> owner() {
        return owner;
    }
}
