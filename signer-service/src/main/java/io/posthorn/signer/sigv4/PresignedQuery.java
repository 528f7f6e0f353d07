package io.posthorn.signer.sigv4;

import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads the {@code X-Amz-*} query parameters of a presigned request. */
final class PresignedQuery {
    static final String SIGNATURE = "X-Amz-Signature";

    /** The longest that a presigned request may be good for: a week. */
    private static final long MAX_EXPIRES_SECONDS = 604_800;

    private PresignedQuery() {}

    static Claim read(WireRequest request) {
        String query = request.query();
        // every one of the parameters begins so: most requests have no query at all and stop here
        if (!query.contains("X-Amz-")) {
            return Claim.Absent.ABSENT;
        }
        String algorithm = null;
        String credential = null;
        String date = null;
        String expires = null;
        String signedHeaders = null;
        String signature = null;
        boolean sessionToken = false;
        for (int at = 0; at < query.length(); ) {
            int ampersand = query.indexOf('&', at);
            int end = ampersand < 0 ? query.length() : ampersand;
            if (query.startsWith("X-Amz-", at)) {
                int equals = query.indexOf('=', at);
                String name = query.substring(at, equals < 0 || equals > end ? end : equals);
                String value = equals < 0 || equals > end ? "" : decode(query.substring(equals + 1, end));
                switch (name) {
                    case "X-Amz-Algorithm" -> algorithm = value;
                    case "X-Amz-Credential" -> credential = value;
                    case "X-Amz-Date" -> date = value;
                    case "X-Amz-Expires" -> expires = value;
                    case "X-Amz-SignedHeaders" -> signedHeaders = value;
                    case SIGNATURE -> signature = value;
                    case "X-Amz-Security-Token" -> sessionToken = true;
                    default -> {}
                }
            }
            at = end + 1;
        }
        if (algorithm == null && credential == null && signature == null) {
            return Claim.Absent.ABSENT;
        }
        if (!AuthorizationHeader.ALGORITHM.equals(algorithm)
                || credential == null
                || date == null
                || signedHeaders == null
                || signature == null) {
            return new Claim.Malformed(
                    Refusal.incomplete(missing(algorithm, credential, date, signedHeaders, signature)));
        }
        Duration lifetime = expires == null ? AuthorizationHeader.SKEW : lifetime(expires);
        if (lifetime == null) {
            return new Claim.Malformed(
                    Refusal.incomplete("X-Amz-Expires must be a number of seconds between 1 and 604800, a week."));
        }
        return AuthorizationHeader.signed(credential, signedHeaders, signature, date, true, lifetime, sessionToken);
    }

    private static @Nullable Duration lifetime(String expires) {
        if (expires.isEmpty() || expires.length() > 6) {
            return null;
        }
        int seconds = 0;
        for (int i = 0; i < expires.length(); i++) {
            int digit = expires.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return null;
            }
            seconds = seconds * 10 + digit;
        }
        return seconds < 1 || seconds > MAX_EXPIRES_SECONDS ? null : Duration.ofSeconds(seconds);
    }

    private static String decode(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        ByteSink out = new ByteSink(text.length());
        PercentCoding.decode(text, 0, text.length(), out);
        return out.text(StandardCharsets.UTF_8);
    }

    private static String missing(
            @Nullable String algorithm,
            @Nullable String credential,
            @Nullable String date,
            @Nullable String signedHeaders,
            @Nullable String signature) {
        StringBuilder text = new StringBuilder();
        if (algorithm != null && !AuthorizationHeader.ALGORITHM.equals(algorithm)) {
            text.append("X-Amz-Algorithm only supports \"AWS4-HMAC-SHA256\". ");
        }
        require(text, algorithm, "X-Amz-Algorithm");
        require(text, credential, "X-Amz-Credential");
        require(text, signature, SIGNATURE);
        require(text, signedHeaders, "X-Amz-SignedHeaders");
        require(text, date, "X-Amz-Date");
        return text.append("Re-examine the query-string parameters.").toString();
    }

    private static void require(StringBuilder text, @Nullable String value, String name) {
        if (value == null) {
            text.append("AWS query-string parameters must include '")
                    .append(name)
                    .append("'. ");
        }
    }
}
