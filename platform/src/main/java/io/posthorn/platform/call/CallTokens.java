package io.posthorn.platform.call;

import io.posthorn.platform.Call;
import io.posthorn.platform.secret.KeyRing;
import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;

/**
 * Signs a {@link Call} for its way over HTTP from the edge to a service, and verifies it there. A token stands for one
 * request: method, path, query and body are bound into it, so that it cannot be taken to another; for as long as it
 * lives, the same request may be repeated with it, as edges do when a shard's owner changes.
 *
 * <p>Format: {@code 2.<key id>.<payload>.<signature>}, the last two base64url; the signature is HMAC-SHA256 over all
 * before it. Safe for use by many threads.
 */
public final class CallTokens {
    /** The header that carries the token. */
    public static final String HEADER = "Posthorn-Call";

    /** The purpose of the keys: {@code masterKeys.forPurpose(CallTokens.PURPOSE)}. */
    public static final String PURPOSE = "platform.call-tokens";

    /** How long a token lives when nothing else is chosen: one retry at another replica and some clock difference. */
    public static final Duration DEFAULT_LIFETIME = Duration.ofSeconds(60);

    /** The longest token that is looked at, in characters. */
    static final int MAX_CHARS = 8 * 1024;

    private static final String VERSION = "2";
    private static final String ALGORITHM = "HmacSHA256";

    private final KeyRing keys;
    private final Duration lifetime;

    /** Tokens under {@code keys} that live for {@code lifetime}. */
    public CallTokens(KeyRing keys, Duration lifetime) {
        if (!lifetime.isPositive()) {
            throw new IllegalArgumentException("a token lives for some time");
        }
        this.keys = keys;
        this.lifetime = lifetime;
    }

    /** Tokens under {@code keys} that live for {@link #DEFAULT_LIFETIME}. */
    public CallTokens(KeyRing keys) {
        this(keys, DEFAULT_LIFETIME);
    }

    /** The token that says: {@code call} asks {@code request}. */
    public String issue(Call call, WireRequest request, Instant now) {
        KeyRing.Key key = keys.current();
        byte[] payload = new CallPayload(call, now.plus(lifetime), digest(request)).encode();
        String signed = VERSION + '.' + key.id() + '.' + encode(payload);
        return signed + '.' + encode(sign(key, signed));
    }

    /** The call that {@code token} stands for if it is an edge's own, in time, and for {@code request}. */
    public CallVerdict verify(String token, WireRequest request, Instant now) {
        if (token.length() > MAX_CHARS) {
            return new CallVerdict.Malformed();
        }
        String[] parts = token.split("\\.", 5);
        if (parts.length != 4 || !parts[0].equals(VERSION)) {
            return new CallVerdict.Malformed();
        }
        KeyRing.Key key = keys.find(parts[1]);
        if (key == null) {
            return new CallVerdict.BadSignature();
        }
        String signed = token.substring(0, token.lastIndexOf('.'));
        // Text against text: base64 has several spellings of the same bytes.
        if (!MessageDigest.isEqual(ascii(encode(sign(key, signed))), ascii(parts[3]))) {
            return new CallVerdict.BadSignature();
        }
        CallPayload payload;
        try {
            payload = CallPayload.decode(Base64.getUrlDecoder().decode(parts[2]));
        } catch (IllegalArgumentException | DateTimeException _) {
            return new CallVerdict.Malformed();
        }
        if (!now.isBefore(payload.expiresAt())) {
            return new CallVerdict.Expired();
        }
        if (!MessageDigest.isEqual(payload.requestDigest(), digest(request))) {
            return new CallVerdict.OtherRequest();
        }
        return new CallVerdict.Accepted(payload.call());
    }

    /** SHA-256 over method, path, query (each ended by a line feed, which none may hold) and SHA-256 of the body. */
    private static byte[] digest(WireRequest request) {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            byte[] body = sha.digest(request.body());
            sha.update((request.method() + '\n' + request.path() + '\n' + request.query() + '\n')
                    .getBytes(StandardCharsets.UTF_8));
            return sha.digest(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks SHA-256", e);
        }
    }

    private static byte[] sign(KeyRing.Key key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key.as(ALGORITHM));
            return mac.doFinal(ascii(text));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JVM lacks " + ALGORITHM, e);
        }
    }

    private static String encode(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return "CallTokens" + keys.ids();
    }
}
