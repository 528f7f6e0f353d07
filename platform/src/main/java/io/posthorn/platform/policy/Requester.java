package io.posthorn.platform.policy;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import java.util.Objects;

/** Who asks. */
public sealed interface Requester {
    /** A user, role or root of an account. */
    record Identity(AccountId account, Principal principal) implements Requester {
        public Identity {
            Objects.requireNonNull(account);
            Objects.requireNonNull(principal);
        }

        /** The account's own root, which no identity policy restricts. */
        boolean isRoot() {
            return principal.arn().endsWith(":root");
        }
    }

    /** One of our services on its own behalf, such as {@code sns.amazonaws.com}. */
    record Service(String name) implements Requester {
        public Service {
            Objects.requireNonNull(name);
        }
    }

    /** Somebody who signed nothing. */
    record Anonymous() implements Requester {}
}
