package io.posthorn.platform.call;

import io.posthorn.platform.Call;

/** What a service makes of a call token. */
public sealed interface CallVerdict {
    /** The token is an edge's own, in time, and for this very request. */
    record Accepted(Call call) implements CallVerdict {}

    /** Why a token is not believed. The caller is told nothing of it; logs and metrics are. */
    sealed interface Rejected extends CallVerdict {
        /** A constant for metrics and logs. */
        String cause();
    }

    /** It is not a token of this format. */
    record Malformed() implements Rejected {
        @Override
        public String cause() {
            return "malformed";
        }
    }

    /** Its key is not known or its signature is not right. */
    record BadSignature() implements Rejected {
        @Override
        public String cause() {
            return "bad_signature";
        }
    }

    /** Its time has passed. */
    record Expired() implements Rejected {
        @Override
        public String cause() {
            return "expired";
        }
    }

    /** It was made for another method, path, query or body. */
    record OtherRequest() implements Rejected {
        @Override
        public String cause() {
            return "other_request";
        }
    }
}
