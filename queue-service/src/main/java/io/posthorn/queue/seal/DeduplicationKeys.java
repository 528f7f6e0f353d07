package io.posthorn.queue.seal;

import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.state.ContentHash;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a deduplication ID where it is compared and stored: a keyed hash of queue and ID. The hash of a body, which
 * is its ID where content decides, would otherwise lie in clear beside the sealed body and tell whoever guesses it that he is
 * right. The same ID in the same queue is always the same key, whether it was given or stands for the body. Safe for use by
 * many threads.
 */
public final class DeduplicationKeys {
    private static final String ALGORITHM = "HmacSHA256";

    /** No ID that a caller may give has a space. */
    private static final String MARK = "hmac ";

    private final SecretKeySpec key;

    /**
     * @param installation secret bytes, the same in every replica and over restarts; a key of its own is derived from them
     */
    public DeduplicationKeys(byte[] installation) {
        key = new SecretKeySpec(hmac(new SecretKeySpec(installation, ALGORITHM), "queue.deduplication-ids"), ALGORITHM);
    }

    /** What stands for {@code deduplicationId} in {@code queue}. */
    public String of(QueueKey queue, String deduplicationId) {
        String text = queue.account() + "\n" + queue.region() + "\n" + queue.name() + "\n" + deduplicationId;
        return MARK + Base64.getUrlEncoder().withoutPadding().encodeToString(hmac(key, text));
    }

    /** The key of a message of {@code queue}: of its ID if it has one, else of its body. */
    public String of(QueueKey queue, @Nullable String deduplicationId, byte[] body) {
        return of(queue, deduplicationId == null ? ContentHash.of(body) : deduplicationId);
    }

    /** Whether {@code stored} stands for an ID, and is none itself. */
    public static boolean isOne(String stored) {
        return stored.startsWith(MARK);
    }

    private static byte[] hmac(SecretKeySpec key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }

    @Override
    public String toString() {
        return "DeduplicationKeys";
    }
}
