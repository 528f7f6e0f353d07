package io.posthorn.platform.policy;

import io.posthorn.platform.arn.Arn;
import java.util.HashSet;
import java.util.Set;

/**
 * Whom a statement of a resource policy means.
 *
 * @param everyone {@code *}: anybody, also without a signature
 * @param accounts whole accounts, by id
 * @param identities single users and roles, by ARN
 * @param services our services, by name
 * @param canonicalUsers storage users by canonical id; nobody here has one
 */
record Principals(
        boolean everyone,
        Set<String> accounts,
        Set<String> identities,
        Set<String> services,
        Set<String> canonicalUsers) {
    Principals {
        accounts = Set.copyOf(accounts);
        identities = Set.copyOf(identities);
        services = Set.copyOf(services);
        canonicalUsers = Set.copyOf(canonicalUsers);
    }

    /** How a requester is meant. */
    enum Match {
        /** Not at all. */
        NONE,
        /** Through its account: the account decides for itself who of it may. */
        ACCOUNT,
        /** In person, or as anybody. */
        DIRECT
    }

    Match match(Requester requester) {
        if (everyone) {
            return Match.DIRECT;
        }
        return switch (requester) {
            case Requester.Anonymous _ -> Match.NONE;
            case Requester.Service(String name) -> services.contains(name) ? Match.DIRECT : Match.NONE;
            case Requester.Identity identity -> {
                if (identities.contains(identity.principal().arn())) {
                    yield Match.DIRECT;
                }
                boolean account = accounts.contains(identity.account().value());
                yield account ? (identity.isRoot() ? Match.DIRECT : Match.ACCOUNT) : Match.NONE;
            }
        };
    }

    /** Collects principals while a statement is read. */
    static final class Builder {
        private boolean everyone;
        private final Set<String> accounts = new HashSet<>();
        private final Set<String> identities = new HashSet<>();
        private final Set<String> services = new HashSet<>();
        private final Set<String> canonicalUsers = new HashSet<>();

        void everyone() {
            everyone = true;
        }

        void add(String kind, String value) {
            switch (kind) {
                case "AWS" -> addAws(value);
                case "Service" -> services.add(value);
                case "CanonicalUser" -> canonicalUsers.add(value);
                default -> throw new PolicySyntaxException("principals of kind " + kind + " are not supported");
            }
        }

        private void addAws(String value) {
            if (value.equals("*")) {
                everyone = true;
            } else if (value.matches("[a-z0-9]{1,32}")) {
                accounts.add(value);
            } else {
                addArn(value);
            }
        }

        private void addArn(String value) {
            Arn arn;
            try {
                arn = Arn.parse(value);
            } catch (IllegalArgumentException _) {
                throw new PolicySyntaxException("a principal is *, an account id or the ARN of an identity");
            }
            if (value.contains("*") || value.contains("?")) {
                throw new PolicySyntaxException("a principal's ARN has no wildcards");
            }
            if (arn.account().isEmpty()
                    || !(arn.service().equals("iam") || arn.service().equals("sts"))) {
                throw new PolicySyntaxException("a principal's ARN names an identity of an account");
            }
            if (arn.resource().equals("root")) {
                accounts.add(arn.account());
            } else {
                identities.add(value);
            }
        }

        Principals build() {
            return new Principals(everyone, accounts, identities, services, canonicalUsers);
        }
    }
}
