package io.posthorn.signer.sigv4;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A credential with its scope, {@code keyid/date/region/service/aws4_request}: what the signing key is derived from.
 *
 * @param accessKeyId the access key's public id
 * @param date the day it was signed, {@code yyyyMMdd}
 * @param region the region it was signed for
 * @param service the service it was signed for, such as {@code sqs}
 * @param terminator {@code aws4_request} in a good scope
 */
public record Scope(String accessKeyId, String date, String region, String service, String terminator) {
    /** How a good scope ends. */
    public static final String TERMINATOR = "aws4_request";

    public Scope {
        Objects.requireNonNull(accessKeyId);
        Objects.requireNonNull(date);
        Objects.requireNonNull(region);
        Objects.requireNonNull(service);
        Objects.requireNonNull(terminator);
    }

    /** The scope in {@code credential}, or null unless it has exactly five non-empty parts. */
    static @Nullable Scope parse(String credential) {
        int first = credential.indexOf('/');
        int second = credential.indexOf('/', first + 1);
        int third = credential.indexOf('/', second + 1);
        int fourth = credential.indexOf('/', third + 1);
        // indexOf answers -1 for none, so a later one is not past the earlier one when any is missing
        if (first < 1 || second <= first + 1 || third <= second + 1 || fourth <= third + 1) {
            return null;
        }
        if (fourth == credential.length() - 1 || credential.indexOf('/', fourth + 1) >= 0) {
            return null;
        }
        return new Scope(
                credential.substring(0, first),
                credential.substring(first + 1, second),
                credential.substring(second + 1, third),
                credential.substring(third + 1, fourth),
                credential.substring(fourth + 1));
    }
}
