package io.posthorn.queue.api;

import io.posthorn.platform.AccountId;
import io.posthorn.queue.queue.SqsErrors;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What labels, principals and actions of permissions must be. */
final class PermissionRules {
    private static final int MAX_ACTIONS = 7;
    private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_-]{1,80}");
    private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");
    private static final Set<String> SHARED = Set.of(
            "*",
            "ChangeMessageVisibility",
            "DeleteMessage",
            "GetQueueAttributes",
            "GetQueueUrl",
            "ListDeadLetterSourceQueues",
            "PurgeQueue",
            "ReceiveMessage",
            "SendMessage");
    private static final Set<String> OWNERS = Set.of(
            "AddPermission",
            "CancelMessageMoveTask",
            "CreateQueue",
            "DeleteQueue",
            "ListMessageMoveTasks",
            "ListQueues",
            "ListQueueTags",
            "RemovePermission",
            "SetQueueAttributes",
            "StartMessageMoveTask",
            "TagQueue",
            "UntagQueue");

    private PermissionRules() {}

    static String label(@Nullable String label) {
        String given = Parameters.required(label, "Label");
        if (!LABEL.matcher(given).matches()) {
            throw SqsErrors.invalidParameter(
                    given,
                    "Label",
                    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length.");
        }
        return given;
    }

    static List<AccountId> accounts(List<String> ids) {
        if (ids.isEmpty()) {
            throw SqsErrors.missingParameter("AWSAccountIds");
        }
        return ids.stream()
                .map(id -> {
                    if (!ACCOUNT.matcher(id).matches()) {
                        throw SqsErrors.invalidParameter("[" + id + "]", "PrincipalId", "Unable to verify.");
                    }
                    return new AccountId(id);
                })
                .toList();
    }

    static List<String> actions(List<String> actions) {
        if (actions.isEmpty()) {
            throw SqsErrors.missingParameter("Actions");
        }
        if (actions.size() > MAX_ACTIONS) {
            throw SqsErrors.OVER_LIMIT.because(
                    actions.size() + " Actions were found, maximum allowed is " + MAX_ACTIONS + ".");
        }
        for (String action : actions) {
            if (!SHARED.contains(action)) {
                throw SqsErrors.invalidParameter(
                        "SQS:" + action,
                        "ActionName",
                        OWNERS.contains(action)
                                ? "Only the queue owner is allowed to invoke this action."
                                : "Please refer to the appropriate WSDL for a list of valid actions. ");
            }
        }
        return actions;
    }
}
