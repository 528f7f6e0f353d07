package io.posthorn.signer.edge;

import io.posthorn.signer.identity.AccessKey;
import io.posthorn.signer.sigv4.Refusal;
import io.posthorn.signer.sigv4.Scope;

/** What the gate says of a request. */
sealed interface Admission {
    /**
     * The request is genuine.
     *
     * @param key the key that signed it
     * @param scope what it was signed for
     */
    record Admitted(AccessKey key, Scope scope) implements Admission {}

    /**
     * The request needs no signature and has none.
     *
     * @param request what it asks
     */
    record Open(OpenRequest request) implements Admission {}

    /**
     * The request is not believed.
     *
     * @param refusal why
     * @param dialect how to say it
     */
    record Refused(Refusal refusal, Dialect dialect) implements Admission {}
}
