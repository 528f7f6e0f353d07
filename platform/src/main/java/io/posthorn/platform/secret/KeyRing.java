package io.posthorn.platform.secret;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.KDF;
import javax.crypto.SecretKey;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * 256-bit keys for one purpose, by id: the current one makes new values, every one reads old ones. Made by
 * {@link MasterKeys#forPurpose}; safe for use by many threads; never printed.
 */
public final class KeyRing {
    private static final int KEY_BYTES = 32;

    private final Map<String, byte[]> keys;
    private final Key current;

    KeyRing(Map<String, byte[]> keys) {
        this.keys = new LinkedHashMap<>(keys);
        Map.Entry<String, byte[]> first = keys.entrySet().iterator().next();
        this.current = new Key(first.getKey(), first.getValue());
    }

    /** The key that makes new values. */
    public Key current() {
        return current;
    }

    /** The key of {@code id}, or null when it is not, or no longer, known. */
    public @Nullable Key find(String id) {
        byte[] bytes = keys.get(id);
        return bytes == null ? null : new Key(id, bytes);
    }

    /** The ids, the current one first. */
    public List<String> ids() {
        return new ArrayList<>(keys.keySet());
    }

    KeyRing derive(String purpose) {
        if (purpose.isBlank()) {
            throw new IllegalArgumentException("a purpose has a name");
        }
        byte[] info = ("posthorn/1/" + purpose).getBytes(StandardCharsets.UTF_8);
        Map<String, byte[]> derived = new LinkedHashMap<>();
        keys.forEach((id, key) -> derived.put(id, expand(key, info)));
        return new KeyRing(derived);
    }

    private static byte[] expand(byte[] key, byte[] info) {
        try {
            HKDFParameterSpec.ExtractThenExpand plan =
                    HKDFParameterSpec.ofExtract().addIKM(key).thenExpand(info, KEY_BYTES);
            return KDF.getInstance("HKDF-SHA256").deriveData(plan);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks HKDF-SHA256", e);
        }
    }

    @Override
    public String toString() {
        return "KeyRing" + ids();
    }

    /** One key of the ring. */
    public static final class Key {
        private final String id;
        private final byte[] bytes;

        private Key(String id, byte[] bytes) {
            this.id = id;
            this.bytes = bytes;
        }

        /** The id that sealed values and signatures carry: 1 to 32 characters of {@code [A-Za-z0-9_-]}. */
        public String id() {
            return id;
        }

        /** The key for {@code algorithm}, such as {@code AES} or {@code HmacSHA256}. */
        public SecretKey as(String algorithm) {
            return new SecretKeySpec(bytes, algorithm);
        }

        byte[] bytes() {
            return bytes;
        }

        @Override
        public String toString() {
            return "Key[" + id + "]";
        }
    }
}
