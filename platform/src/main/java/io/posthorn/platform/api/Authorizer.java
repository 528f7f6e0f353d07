package io.posthorn.platform.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.arn.Arn;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;

/**
 * Decides whether a call may do an operation, after decoding and before anything is done. It knows the caller, the
 * action and its input, which is enough to find the resource, its policy and the caller's own policies. Called on the
 * request's thread: it answers from memory, or {@link Decision.Later} when it has to look something up.
 */
@FunctionalInterface
public interface Authorizer {
    /** Decides. */
    Decision decide(Call call, OperationShape<?, ?> operation, Record input);

    /** What came of it. */
    sealed interface Decision {
        /** The operation goes ahead. */
        record Allowed() implements Decision {
            /** The one value. */
            public static final Allowed ALLOWED = new Allowed();
        }

        /** The caller is answered {@code answer}, the API's own denial. */
        record Refused(ApiException answer) implements Decision {}

        /** Known later; what comes may again be {@code Later}. */
        record Later(Uni<Decision> decision) implements Decision {}
    }

    /**
     * Allows every identity all of its own account's operations and refuses anonymous calls and identities of other
     * accounts with {@code denial}. For a service whose resources cannot be reached from another account.
     */
    static Authorizer ownAccount(ApiError denial, String text) {
        return (call, operation, input) -> {
            boolean own = !call.accessKeyId().isEmpty()
                    && Arn.parse(call.principal().arn())
                            .account()
                            .equals(call.account().value());
            return own ? Decision.Allowed.ALLOWED : new Decision.Refused(denial.because(text));
        };
    }
}
