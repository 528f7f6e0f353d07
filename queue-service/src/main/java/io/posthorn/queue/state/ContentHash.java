package io.posthorn.queue.state;

import java.security.MessageDigest;

/** The deduplication ID of a message that was sent without one to a queue with ContentBasedDeduplication. */
public final class ContentHash {

    private ContentHash() {}

    /** SHA-256 of the body alone, attributes do not count (behaviour 13); 64 lower-case hexadecimal digits. */
    public static String of(byte[] body) {
        MessageDigest digest = Digests.SHA_256.begin();
        digest.update(body);
        return Digests.hex(digest);
    }
}
