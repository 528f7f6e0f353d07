package io.posthorn.signer.sigv4;

import io.posthorn.wire.WireRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/** What a request says about who signed it, read from its headers and query alone; nothing of it is believed yet. */
public sealed interface Claim {
    /** Reads the claim of {@code request}: from {@code Authorization} if it is there, else from the query. */
    static Claim of(WireRequest request) {
        String authorization = request.headers().first("Authorization");
        if (authorization != null) {
            return AuthorizationHeader.read(authorization, request.headers());
        }
        return PresignedQuery.read(request);
    }

    /** The request is anonymous. */
    record Absent() implements Claim {
        static final Absent ABSENT = new Absent();
    }

    /**
     * The request carries credentials that cannot be read.
     *
     * @param refusal what is wrong with them
     */
    record Malformed(Refusal refusal) implements Claim {
        public Malformed {
            Objects.requireNonNull(refusal);
        }
    }

    /**
     * The request carries a signature.
     *
     * @param scope the credential scope
     * @param signedHeaders the signed headers' names as sent: lower case, separated by {@code ;}
     * @param signature the signature as sent; the caller's own secret proof, which no log may show
     * @param timestamp when it was signed, as it stands in the string to sign: {@code yyyyMMdd'T'HHmmss'Z'}
     * @param signedAt the same as an instant
     * @param presigned whether it came in the query
     * @param lifetime how long after {@code signedAt} the signature is good: 15 minutes, or what a presigned request
     *     says
     * @param sessionToken whether a session token came along
     */
    record Signed(
            Scope scope,
            String signedHeaders,
            String signature,
            String timestamp,
            Instant signedAt,
            boolean presigned,
            Duration lifetime,
            boolean sessionToken)
            implements Claim {
        public Signed {
            Objects.requireNonNull(scope);
            Objects.requireNonNull(signedHeaders);
            Objects.requireNonNull(signature);
            Objects.requireNonNull(timestamp);
            Objects.requireNonNull(signedAt);
            Objects.requireNonNull(lifetime);
        }

        /** Who and when only. */
        @Override
        public String toString() {
            return "Signed[" + scope + ", " + timestamp + "]";
        }
    }
}
