package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.policy.PermissionPolicy;
import java.util.List;
import java.util.Optional;

/** A queue's access policy as AddPermission and RemovePermission write it: one statement for each label. */
public final class QueuePolicy {
    private QueuePolicy() {}

    /**
     * The policy with a statement more. Fails with InvalidParameterValue when the label is there already and with OverLimit
     * when there are as many as may be.
     *
     * @param policy the policy so far, if there is one
     * @param arn the queue's ARN
     */
    public static String withPermission(
            Optional<String> policy, String arn, String label, List<AccountId> accounts, List<String> actions) {
        PermissionPolicy current = policy.flatMap(PermissionPolicy::parse)
                .orElseGet(() -> PermissionPolicy.named(arn + "/SQSDefaultPolicy"));
        if (current.has(label)) {
            throw SqsErrors.invalidParameter(label, "Label", "Already exists.");
        }
        if (current.size() >= AttributeRules.MAX_POLICY_STATEMENTS) {
            throw SqsErrors.OVER_LIMIT.because((current.size() + 1)
                    + " statements were found in the submitted policy, max allowed is "
                    + AttributeRules.MAX_POLICY_STATEMENTS);
        }
        List<String> named = actions.stream().map(action -> "SQS:" + action).toList();
        return AttributeRules.canonical(
                Dialect.AWS,
                QueueAttribute.POLICY,
                current.with(label, accounts, named, arn).json());
    }

    /** The policy without the statement of {@code label}, empty when it was the last. Fails with InvalidParameterValue. */
    public static Optional<String> withoutPermission(Optional<String> policy, String label) {
        PermissionPolicy current = policy.flatMap(PermissionPolicy::parse)
                .filter(found -> found.has(label))
                .orElseThrow(() -> SqsErrors.invalidParameter(label, "Label", "can't find label."));
        return Optional.of(current.without(label))
                .filter(left -> left.size() > 0)
                .map(PermissionPolicy::json);
    }
}
