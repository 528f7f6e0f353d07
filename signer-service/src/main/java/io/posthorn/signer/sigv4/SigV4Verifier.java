package io.posthorn.signer.sigv4;

import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request was signed by the holder of a secret. Works over the bytes as sent, compares in constant
 * time and keeps derived keys. Thread-safe; does no I/O and reads no clock.
 */
public final class SigV4Verifier {
    private static final int SIGNATURE_CHARS = 2 * Workspace.DIGEST_BYTES;

    private final SigningKeys keys;

    /** Verifies with derived keys kept in {@code keys}. */
    public SigV4Verifier(SigningKeys keys) {
        this.keys = keys;
    }

    /** Null when {@code request} is genuine at {@code now}; otherwise why it is not. */
    public @Nullable Refusal verify(Claim.Signed claim, SigningSecret secret, WireRequest request, Instant now) {
        if (claim.sessionToken()) {
            return Refusal.unknownKey();
        }
        Refusal refusal = checkScope(claim);
        if (refusal == null) {
            refusal = checkTime(claim, now);
        }
        if (refusal == null) {
            refusal = checkSignedHeaders(claim.signedHeaders(), request.headers());
        }
        return refusal == null ? checkSignature(claim, secret, request) : refusal;
    }

    private static @Nullable Refusal checkScope(Claim.Signed claim) {
        Scope scope = claim.scope();
        if (!scope.terminator().equals(Scope.TERMINATOR)) {
            return new Refusal(
                    Refusal.Cause.SCOPE, "Credential should be scoped with a valid terminator: 'aws4_request'.");
        }
        if (!claim.timestamp().startsWith(scope.date()) || scope.date().length() != 8) {
            return new Refusal(
                    Refusal.Cause.SCOPE,
                    "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP.");
        }
        return null;
    }

    private static @Nullable Refusal checkTime(Claim.Signed claim, Instant now) {
        Instant earliest = now.minus(claim.lifetime());
        if (claim.signedAt().isBefore(earliest)) {
            return new Refusal(
                    Refusal.Cause.EXPIRED,
                    "Signature expired: " + claim.timestamp() + " is now earlier than " + Timestamp.basic(earliest)
                            + " (" + Timestamp.basic(now) + " - " + worded(claim.lifetime()) + ")");
        }
        Instant latest = now.plus(AuthorizationHeader.SKEW);
        if (claim.signedAt().isAfter(latest)) {
            return new Refusal(
                    Refusal.Cause.NOT_YET_CURRENT,
                    "Signature not yet current: " + claim.timestamp() + " is still later than "
                            + Timestamp.basic(latest) + " (" + Timestamp.basic(now) + " + "
                            + worded(AuthorizationHeader.SKEW) + ")");
        }
        return null;
    }

    private static String worded(Duration duration) {
        return duration.toSecondsPart() == 0 ? duration.toMinutes() + " min." : duration.toSeconds() + " sec.";
    }

    /** {@code Host} and every {@code X-Amz-*} header that came must be among the signed ones. */
    private static @Nullable Refusal checkSignedHeaders(String signed, Headers headers) {
        if (!lists(signed, "host")) {
            return new Refusal(
                    Refusal.Cause.UNSIGNED_HEADER,
                    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.");
        }
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            if (name.regionMatches(true, 0, "x-amz-", 0, 6) && !lists(signed, name)) {
                return new Refusal(
                        Refusal.Cause.UNSIGNED_HEADER,
                        "'" + name.toLowerCase(Locale.ROOT) + "' must be a 'SignedHeader' in the AWS Authorization.");
            }
        }
        return null;
    }

    /** Whether {@code name}, in any case, is one of the names in {@code signed}. */
    private static boolean lists(String signed, String name) {
        int at = 0;
        while (at < signed.length()) {
            int semicolon = signed.indexOf(';', at);
            int end = semicolon < 0 ? signed.length() : semicolon;
            if (end - at == name.length() && signed.regionMatches(true, at, name, 0, name.length())) {
                return true;
            }
            at = end + 1;
        }
        return false;
    }

    private @Nullable Refusal checkSignature(Claim.Signed claim, SigningSecret secret, WireRequest request) {
        Workspace workspace = Workspace.ofThread();
        workspace.sha256(request.body(), request.body().length);
        String announced = request.headers().first("X-Amz-Content-SHA256");
        if (announced != null && !matchesDigest(announced, workspace)) {
            return new Refusal(
                    Refusal.Cause.MISMATCH,
                    "The provided 'x-amz-content-sha256' header does not match what was computed.");
        }
        CanonicalRequest.write(request, claim, workspace.digest, workspace.text);
        workspace.sha256(workspace.text.bytes(), workspace.text.size());
        writeStringToSign(claim, workspace);

        SecretKeySpec kept = keys.find(claim.scope(), secret);
        SecretKeySpec key = kept == null ? SigningKeys.derive(claim.scope(), secret, workspace) : kept;
        workspace.hmacOfText(key);
        if (!matchesDigest(claim.signature(), workspace)) {
            return Refusal.mismatch();
        }
        if (kept == null) {
            keys.keep(claim.scope(), secret, key);
        }
        return null;
    }

    private static void writeStringToSign(Claim.Signed claim, Workspace workspace) {
        ByteSink text = workspace.text;
        Scope scope = claim.scope();
        text.truncate(0);
        text.wire(AuthorizationHeader.ALGORITHM);
        text.write('\n');
        text.wire(claim.timestamp());
        text.write('\n');
        text.wire(scope.date());
        text.write('/');
        text.wire(scope.region());
        text.write('/');
        text.wire(scope.service());
        text.write('/');
        text.wire(Scope.TERMINATOR);
        text.write('\n');
        text.hex(workspace.digest, Workspace.DIGEST_BYTES);
    }

    /** Whether {@code hex} is the workspace's digest in lower case; takes as long whichever characters differ. */
    private static boolean matchesDigest(String hex, Workspace workspace) {
        if (hex.length() != SIGNATURE_CHARS) {
            return false;
        }
        int difference = 0;
        for (int i = 0; i < Workspace.DIGEST_BYTES; i++) {
            int b = workspace.digest[i];
            difference |= hex.charAt(2 * i) ^ hexDigit(b >> 4 & 0xF);
            difference |= hex.charAt(2 * i + 1) ^ hexDigit(b & 0xF);
        }
        return difference == 0;
    }

    /** Without a table or branch, whose timing could depend on the digit. */
    private static int hexDigit(int nibble) {
        return nibble + '0' + (((9 - nibble) >> 31) & ('a' - '0' - 10));
    }
}
