package io.posthorn.signer.edge;

import io.posthorn.signer.identity.AccessKey;
import io.posthorn.signer.identity.AccessKeys;
import io.posthorn.signer.sigv4.Claim;
import io.posthorn.signer.sigv4.Refusal;
import io.posthorn.signer.sigv4.SigV4Verifier;
import io.posthorn.wire.WireRequest;
import java.time.Instant;

/** Establishes who asks: reads the claim, finds the key, verifies the signature. Answers from memory. */
final class Gate {
    private final AccessKeys keys;
    private final SigV4Verifier verifier;

    Gate(AccessKeys keys, SigV4Verifier verifier) {
        this.keys = keys;
        this.verifier = verifier;
    }

    Admission admit(WireRequest request, Instant now) {
        return switch (Claim.of(request)) {
            case Claim.Absent _ ->
                OpenRequest.of(request)
                        .<Admission>map(Admission.Open::new)
                        .orElseGet(() -> new Admission.Refused(
                                new Refusal(Refusal.Cause.NO_CREDENTIALS, "Request is missing Authentication Token"),
                                Dialect.guessed(request)));
            case Claim.Malformed(Refusal refusal) -> new Admission.Refused(refusal, Dialect.guessed(request));
            case Claim.Signed signed -> admit(signed, request, now);
        };
    }

    private Admission admit(Claim.Signed claim, WireRequest request, Instant now) {
        Dialect dialect = Dialect.of(claim.scope().service());
        AccessKey key = keys.find(claim.scope().accessKeyId());
        if (key == null) {
            return new Admission.Refused(Refusal.unknownKey(), dialect);
        }
        Refusal refusal = verifier.verify(claim, key.secret(), request, now);
        return refusal == null ? new Admission.Admitted(key, claim.scope()) : new Admission.Refused(refusal, dialect);
    }
}
