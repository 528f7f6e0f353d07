package io.posthorn.topic.webhook;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The secrets that requests to an endpoint are signed with as Standard Webhooks says: the last one given, and those before it for
 * as long as receivers may still know no other.
 *
 * @param secrets the newest first; at most {@value #MAX}
 */
record WebhookSecrets(List<Secret> secrets) {
    /** The most secrets that sign at the same time; each is one more signature in the header. */
    static final int MAX = 5;

    /** None yet. */
    static final WebhookSecrets NONE = new WebhookSecrets(List.of());

    private static final String PREFIX = "whsec_";
    private static final byte VERSION = 1;

    WebhookSecrets {
        secrets = List.copyOf(secrets);
        if (secrets.size() > MAX) {
            throw new IllegalArgumentException("at most " + MAX + " secrets sign at the same time");
        }
    }

    /**
     * A secret.
     *
     * @param key the bytes themselves
     * @param endsAt when it signs no more; empty for the newest
     */
    record Secret(byte[] key, Optional<Instant> endsAt) {
        Secret {
            key = key.clone();
        }

        @Override
        public byte[] key() {
            return key.clone();
        }

        boolean signs(Instant now) {
            return endsAt.map(now::isBefore).orElse(true);
        }

        /** As whoever verifies is given it. */
        String text() {
            return PREFIX + Base64.getEncoder().encodeToString(key);
        }

        /** Nothing of it. */
        @Override
        public String toString() {
            return "Secret[]";
        }
    }

    /** Those that sign at {@code now}. */
    List<Secret> at(Instant now) {
        return secrets.stream().filter(each -> each.signs(now)).toList();
    }

    /** With {@code key} as the newest; the one before it signs until {@code until}. Empty when too many sign already. */
    Optional<WebhookSecrets> rotated(byte[] key, Instant now, Instant until) {
        List<Secret> rotated = new ArrayList<>();
        rotated.add(new Secret(key, Optional.empty()));
        at(now).forEach(each ->
                rotated.add(new Secret(each.key(), Optional.of(each.endsAt().orElse(until)))));
        return rotated.size() > MAX ? Optional.empty() : Optional.of(new WebhookSecrets(rotated));
    }

    /** What {@link #decode} reads: a version and, for each, its end in milliseconds (0 for none), its length and itself. */
    byte[] encode() {
        int length = 1
                + secrets.stream()
                        .mapToInt(each -> Long.BYTES + 1 + each.key.length)
                        .sum();
        ByteBuffer bytes = ByteBuffer.allocate(length).put(VERSION);
        for (Secret each : secrets) {
            bytes.putLong(each.endsAt().map(Instant::toEpochMilli).orElse(0L))
                    .put((byte) each.key.length)
                    .put(each.key);
        }
        return bytes.array();
    }

    /**
     * What {@link #encode} wrote.
     *
     * @throws IllegalArgumentException when it did not write that
     */
    static WebhookSecrets decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        try {
            if (bytes.get() != VERSION) {
                throw new IllegalArgumentException("secrets in another format");
            }
            List<Secret> secrets = new ArrayList<>();
            while (bytes.hasRemaining()) {
                long end = bytes.getLong();
                byte[] key = new byte[bytes.get()];
                bytes.get(key);
                secrets.add(new Secret(key, end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end))));
            }
            return new WebhookSecrets(secrets);
        } catch (BufferUnderflowException | NegativeArraySizeException cutOff) {
            throw new IllegalArgumentException("secrets that are cut off", cutOff);
        }
    }
}
