package io.posthorn.bench.http;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * What all requests of one thread share for AWS Signature Version 4: the second that they are signed for, and the signing
 * key of its day. Each request is still hashed and signed on its own.
 */
public final class Signer {
    private static final DateTimeFormatter SECOND =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final int DAY_LENGTH = 8;

    private final Credentials credentials;
    private final InstantSource clock;
    private final Sha256 sha256 = new Sha256();
    private long second = Long.MIN_VALUE;
    private String date = "";
    private String day = "";
    private HmacKey key = new HmacKey(new byte[0]);

    /** A signer for one thread. */
    public Signer(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
        tick();
    }

    /** Reads the clock; requests signed from now on carry its second. */
    public void tick() {
        long now = Math.floorDiv(clock.millis(), 1000L);
        if (now == second) {
            return;
        }
        second = now;
        date = SECOND.format(Instant.ofEpochSecond(now));
        String today = date.substring(0, DAY_LENGTH);
        if (!today.equals(day)) {
            day = today;
            key = derive();
        }
    }

    private HmacKey derive() {
        byte[] derived = ("AWS4" + credentials.secret()).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, credentials.region(), credentials.service(), "aws4_request"}) {
            derived = new HmacKey(derived)
                    .of(part.getBytes(StandardCharsets.UTF_8))
                    .clone();
        }
        return new HmacKey(derived);
    }

    /** The second of the last {@link #tick()}, since 1970. */
    long second() {
        return second;
    }

    /** The same second as {@code X-Amz-Date} writes it. */
    String date() {
        return date;
    }

    String scope() {
        return day + '/' + credentials.region() + '/' + credentials.service() + "/aws4_request";
    }

    String accessKeyId() {
        return credentials.accessKeyId();
    }

    Sha256 sha256() {
        return sha256;
    }

    byte[] sign(byte[] stringToSign) {
        return key.of(stringToSign);
    }
}
