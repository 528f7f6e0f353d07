package io.posthorn.platform.event;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.regex.Pattern;

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

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9a-f]{32}");
    private static final String PATH_START = "/SimpleNotificationService-";
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
        return PATH_START + fingerprint + PATH_END;
    }

    /** Whether {@code path} is of the form that {@link #certificatePath} makes. */
    public static boolean isCertificatePath(String path) {
        return path.length() == PATH_START.length() + FINGERPRINT_CHARS + PATH_END.length()
                && path.startsWith(PATH_START)
                && path.endsWith(PATH_END)
                && FINGERPRINT.matcher(fingerprintIn(path)).matches();
    }

    /** The fingerprint in a path of which {@link #isCertificatePath} holds. */
    public static String fingerprintIn(String path) {
        return path.substring(PATH_START.length(), path.length() - PATH_END.length());
    }

    /** Which key it is. */
    @Override
    public String toString() {
        return "NotificationKeyEvent[" + number + ", " + fingerprint + "]";
    }
}
