package io.posthorn.platform.secret;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An installation's master keys by id. The first seals, all open: to rotate, put a new key in front, re-seal what is
 * stored, then drop the old one. A master key itself seals nothing; {@link #forPurpose} derives the keys that do.
 *
 * <p>Written as {@code id:base64,id2:base64}, each key 256 bits; ids are 1 to 32 characters of {@code [A-Za-z0-9_-]}.
 * Never printed: {@link #toString} names ids only, and errors say where the fault is, not what stands there.
 */
public final class MasterKeys {
    /** Keys in use at once: the sealing one and those not yet rotated away. */
    public static final int MAX_KEYS = 16;

    private static final int KEY_BYTES = 32;
    private static final int MAX_FILE_BYTES = 16 * 1024;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,32}");

    private final KeyRing keys;

    private MasterKeys(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * Reads {@code id:base64} entries, separated by commas or line ends.
     *
     * @throws IllegalArgumentException when there is none, an id stands twice, or an entry is not of that form
     */
    public static MasterKeys parse(String text) {
        Map<String, byte[]> keys = new LinkedHashMap<>();
        int position = 0;
        for (String entry : text.split("[,\\r\\n]", -1)) {
            if (!entry.isBlank()) {
                read(entry.strip(), ++position, keys);
            }
        }
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no master key is given: write id:base64 with 32 random bytes");
        }
        return new MasterKeys(new KeyRing(keys));
    }

    /**
     * Reads the entries from a mounted file.
     *
     * @throws IOException when the file cannot be read
     * @throws IllegalArgumentException as {@link #parse}, or when the file is longer than 16 KiB
     */
    public static MasterKeys fromFile(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_FILE_BYTES + 1);
            if (bytes.length > MAX_FILE_BYTES) {
                throw new IllegalArgumentException("a file of master keys has at most " + MAX_FILE_BYTES + " bytes");
            }
            return parse(new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    /**
     * The keys for one purpose, such as {@code signer.access-keys}, by HKDF-SHA256: same ids, same order. A value that
     * is sealed or signed for one purpose means nothing for another.
     */
    public KeyRing forPurpose(String purpose) {
        return keys.derive(purpose);
    }

    /** Ids only. */
    @Override
    public String toString() {
        return "MasterKeys" + keys.ids();
    }

    private static void read(String entry, int position, Map<String, byte[]> keys) {
        String place = "master key " + position;
        int colon = entry.indexOf(':');
        if (colon < 0 || !ID.matcher(entry.substring(0, colon)).matches()) {
            throw new IllegalArgumentException(place + " does not begin with an id of the form " + ID + " and a colon");
        }
        byte[] key = decode(entry.substring(colon + 1).strip(), place);
        if (key.length != KEY_BYTES) {
            throw new IllegalArgumentException(place + " has " + key.length + " bytes instead of " + KEY_BYTES);
        }
        if (keys.putIfAbsent(entry.substring(0, colon), key) != null) {
            throw new IllegalArgumentException(place + " repeats the id of one before it");
        }
        if (keys.size() > MAX_KEYS) {
            throw new IllegalArgumentException("there are at most " + MAX_KEYS + " master keys");
        }
    }

    @SuppressWarnings("UnusedException") // its text would repeat characters of the key
    private static byte[] decode(String text, String place) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place + " is not base64");
        }
    }

    /** Whether every byte of the sealing key is the same, as in examples: production refuses such a key. */
    public boolean looksLikeAnExample() {
        byte[] key = keys.current().bytes();
        byte[] same = new byte[key.length];
        Arrays.fill(same, key[0]);
        return Arrays.equals(key, same);
    }
}
