package io.posthorn.platform.policy;

import io.posthorn.platform.policy.Principals.Match;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decides as IAM does. A deny anywhere wins. Within an account, the identity's policies or the resource's are enough;
 * from another account it takes both; anonymous callers and services have the resource's policy only.
 *
 * <p>On the identity's side root may everything, and so may an identity without any policy: accounts here begin without
 * policies, and attaching the first one narrows. A resource policy that names the requester's account, rather than the
 * requester, leaves the decision to that account, so it grants nothing within the same account.
 */
public final class PolicyEvaluator {
    private PolicyEvaluator() {}

    /**
     * Decides {@code request}.
     *
     * @param identityPolicies the requester's own policies; must be empty for anonymous callers and services
     * @param resourcePolicy the resource's policy; null for none
     */
    public static PolicyDecision evaluate(
            List<PolicyDocument> identityPolicies, @Nullable PolicyDocument resourcePolicy, PolicyRequest request) {
        Verdict identity = identityVerdict(identityPolicies, request);
        Verdict resource = resourcePolicy == null ? Verdict.SILENT : verdict(resourcePolicy, request);
        if (identity == Verdict.DENIES || resource == Verdict.DENIES) {
            return new PolicyDecision.ExplicitlyDenied();
        }
        boolean allowed =
                switch (request.requester()) {
                    case Requester.Identity own
                    when own.account().equals(request.resourceOwner()) ->
                        identity == Verdict.ALLOWS || resource == Verdict.ALLOWS;
                    case Requester.Identity _ ->
                        identity == Verdict.ALLOWS
                                && (resource == Verdict.ALLOWS || resource == Verdict.LEAVES_TO_ACCOUNT);
                    case Requester.Service _, Requester.Anonymous _ -> resource == Verdict.ALLOWS;
                };
        return allowed ? new PolicyDecision.Allowed() : new PolicyDecision.ImplicitlyDenied();
    }

    /** What one side says. */
    private enum Verdict {
        SILENT,
        LEAVES_TO_ACCOUNT,
        ALLOWS,
        DENIES
    }

    private static Verdict identityVerdict(List<PolicyDocument> policies, PolicyRequest request) {
        if (!(request.requester() instanceof Requester.Identity identity)) {
            if (!policies.isEmpty()) {
                throw new IllegalArgumentException("only identities have policies of their own");
            }
            return Verdict.SILENT;
        }
        if (identity.isRoot() || policies.isEmpty()) {
            return Verdict.ALLOWS;
        }
        Verdict strongest = Verdict.SILENT;
        for (PolicyDocument policy : policies) {
            strongest = stronger(strongest, verdict(policy, request));
        }
        return strongest;
    }

    private static Verdict verdict(PolicyDocument policy, PolicyRequest request) {
        Verdict strongest = Verdict.SILENT;
        for (Statement statement : policy.statements()) {
            strongest = stronger(strongest, verdict(statement, statement.match(request)));
        }
        return strongest;
    }

    private static Verdict verdict(Statement statement, Match match) {
        return switch (match) {
            case NONE -> Verdict.SILENT;
            case ACCOUNT -> statement.allows() ? Verdict.LEAVES_TO_ACCOUNT : Verdict.DENIES;
            case DIRECT -> statement.allows() ? Verdict.ALLOWS : Verdict.DENIES;
        };
    }

    private static Verdict stronger(Verdict one, Verdict other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
