package io.posthorn.platform.event;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key that notifications are signed with, on {@link Topics#SIGNER_NOTIFICATION_KEYS}. Of all records the one with
 * the highest number counts; a key that was replaced is deleted from the topic.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param number 1 for an installation's first key and one more for each that replaces another
 * @param fingerprint names the key's certificate: the first 128 bits of its SHA-256, in 32 hexadecimal digits
 * @param sealedKey the private key in PKCS#8, sealed for {@link #PURPOSE} and {@link #sealingContext}
 */
public record NotificationKeyEvent(int schemaVersion, long number, String fingerprint, Blob sealedKey)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<NotificationKeyEvent> CODEC =
            EventCodec.of(NotificationKeyEvent.class, SCHEMA_VERSION);

    /** The purpose of the master keys that seal private keys. */
    public static final String PURPOSE = "signer.notification-keys";

    /** What the path of every certificate begins with. */
    public static final String CERTIFICATE_PATHS = "/SimpleNotificationService-";

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");
    private static final String PATH_END = ".pem";
    private static final int FINGERPRINT_CHARS = 32;

    public NotificationKeyEvent {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(fingerprint);
        Objects.requireNonNull(sealedKey);
        if (number < 1 || !FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException("a key has a number from 1 on and a fingerprint");
        }
    }

    /** The Kafka record's key. */
    public String recordKey() {
        return recordKey(number);
    }

    /** The Kafka record's key of the key with {@code number}. */
    public static String recordKey(long number) {
        return Long.toString(number);
    }

    /** What the private key to the certificate {@code fingerprint} is sealed for. */
    public static byte[] sealingContext(String fingerprint) {
        return (PURPOSE + "/" + fingerprint).getBytes(StandardCharsets.UTF_8);
    }

    /** The path at which the edge serves the certificate {@code fingerprint}. */
    public static String certificatePath(String fingerprint) {
        return CERTIFICATE_PATHS + fingerprint + PATH_END;
    }

    /** The fingerprint of which {@code path} is the {@link #certificatePath}, or null when it is of none. */
    public static @Nullable String fingerprintIn(String path) {
        if (path.length() != CERTIFICATE_PATHS.length() + FINGERPRINT_CHARS + PATH_END.length()
                || !path.startsWith(CERTIFICATE_PATHS)
                || !path.endsWith(PATH_END)) {
            return null;
        }
        String fingerprint = path.substring(CERTIFICATE_PATHS.length(), path.length() - PATH_END.length());
        return FINGERPRINT.matcher(fingerprint).matches() ? fingerprint : null;
    }

    /** Which key it is. */
    @Override
    public String toString() {
        return "NotificationKeyEvent[" + number + ", " + fingerprint + "]";
    }
}
