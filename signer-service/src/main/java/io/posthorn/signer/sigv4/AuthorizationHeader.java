package io.posthorn.signer.sigv4;

import io.posthorn.wire.Headers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads {@code Authorization: AWS4-HMAC-SHA256 Credential=…, SignedHeaders=…, Signature=…}. */
final class AuthorizationHeader {
    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** How far a header's signature may be from our clock, either way. */
    static final Duration SKEW = Duration.ofMinutes(15);

    private AuthorizationHeader() {}

    static Claim read(String authorization, Headers headers) {
        String credential = null;
        String signedHeaders = null;
        String signature = null;
        if (authorization.startsWith(ALGORITHM)) {
            int at = ALGORITHM.length();
            while (at < authorization.length()) {
                int comma = authorization.indexOf(',', at);
                int end = comma < 0 ? authorization.length() : comma;
                int equals = authorization.indexOf('=', at);
                if (equals > 0 && equals < end) {
                    String value = authorization.substring(equals + 1, end).strip();
                    switch (authorization.substring(at, equals).strip()) {
                        case "Credential" -> credential = value;
                        case "SignedHeaders" -> signedHeaders = value;
                        case "Signature" -> signature = value;
                        default -> {}
                    }
                }
                at = end + 1;
            }
        }
        String date = headers.first("X-Amz-Date");
        if (date == null) {
            date = headers.first("Date");
        }
        if (credential == null || signedHeaders == null || signature == null || date == null) {
            return new Claim.Malformed(Refusal.incomplete(missing(credential, signature, signedHeaders, date)));
        }
        boolean sessionToken = headers.first("X-Amz-Security-Token") != null;
        return signed(credential, signedHeaders, signature, date, false, SKEW, sessionToken);
    }

    /** The claim of these parts, wherever they were found. */
    static Claim signed(
            String credential,
            String signedHeaders,
            String signature,
            String date,
            boolean presigned,
            Duration lifetime,
            boolean sessionToken) {
        Scope scope = Scope.parse(credential);
        if (scope == null) {
            return new Claim.Malformed(Refusal.incomplete(
                    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term."));
        }
        if (signedHeaders.isEmpty() || signature.isEmpty()) {
            return new Claim.Malformed(Refusal.incomplete("SignedHeaders and Signature must not be empty."));
        }
        Instant signedAt = Timestamp.parseBasic(date);
        String timestamp = date;
        if (signedAt == null && !presigned) {
            signedAt = Timestamp.parseHttp(date);
            timestamp = signedAt == null ? date : Timestamp.basic(signedAt);
        }
        if (signedAt == null) {
            return new Claim.Malformed(Refusal.incomplete(
                    "Date must be in ISO-8601 'basic format'. See" + " http://en.wikipedia.org/wiki/ISO_8601"));
        }
        return new Claim.Signed(
                scope, signedHeaders, signature, timestamp, signedAt, presigned, lifetime, sessionToken);
    }

    private static String missing(
            @Nullable String credential,
            @Nullable String signature,
            @Nullable String signedHeaders,
            @Nullable String date) {
        StringBuilder text = new StringBuilder();
        if (credential == null) {
            text.append("Authorization header requires 'Credential' parameter. ");
        }
        if (signature == null) {
            text.append("Authorization header requires 'Signature' parameter. ");
        }
        if (signedHeaders == null) {
            text.append("Authorization header requires 'SignedHeaders' parameter. ");
        }
        if (date == null) {
            text.append("Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ");
        }
        return text.substring(0, text.length() - 1);
    }
}
