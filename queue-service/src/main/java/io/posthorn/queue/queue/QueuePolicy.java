package io.posthorn.queue.queue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posthorn.platform.AccountId;
import java.util.List;
import java.util.Optional;

/** A queue's access policy as AddPermission and RemovePermission write it: one statement for each label. */
public final class QueuePolicy {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String STATEMENT = "Statement";
    private static final String SID = "Sid";

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
        ObjectNode document = policy.flatMap(QueuePolicy::parse).orElseGet(() -> empty(arn));
        ArrayNode statements = statements(document);
        if (indexOf(statements, label) >= 0) {
            throw SqsErrors.invalidParameter(label, "Label", "Already exists.");
        }
        if (statements.size() >= AttributeRules.MAX_POLICY_STATEMENTS) {
            throw SqsErrors.OVER_LIMIT.because((statements.size() + 1)
                    + " statements were found in the submitted policy, max allowed is "
                    + AttributeRules.MAX_POLICY_STATEMENTS);
        }
        ObjectNode statement = statements.addObject();
        statement.put(SID, label).put("Effect", "Allow");
        statement
                .putObject("Principal")
                .set(
                        "AWS",
                        oneOrMany(accounts.stream()
                                .map(account -> "arn:aws:iam::" + account + ":root")
                                .toList()));
        statement.set(
                "Action",
                oneOrMany(actions.stream().map(action -> "SQS:" + action).toList()));
        statement.put("Resource", arn);
        document.set(STATEMENT, statements);
        return AttributeRules.canonical(Dialect.AWS, QueueAttribute.POLICY, document.toString());
    }

    /** The policy without the statement of {@code label}, empty when it was the last. Fails with InvalidParameterValue. */
    public static Optional<String> withoutPermission(Optional<String> policy, String label) {
        Optional<ObjectNode> document = policy.flatMap(QueuePolicy::parse);
        ArrayNode statements = document.map(QueuePolicy::statements).orElseGet(JSON::arrayNode);
        int index = indexOf(statements, label);
        if (index < 0) {
            throw SqsErrors.invalidParameter(label, "Label", "can't find label.");
        }
        statements.remove(index);
        return document.filter(left -> !statements.isEmpty())
                .map(left -> left.set(STATEMENT, statements).toString());
    }

    private static Optional<ObjectNode> parse(String policy) {
        return PolicyJson.object(policy).filter(ObjectNode.class::isInstance).map(ObjectNode.class::cast);
    }

    private static ObjectNode empty(String arn) {
        return JSON.objectNode().put("Version", "2008-10-17").put("Id", arn + "/SQSDefaultPolicy");
    }

    /** The statements, also where a policy has a single one outside a list. */
    private static ArrayNode statements(ObjectNode document) {
        return switch (document.get(STATEMENT)) {
            case null -> JSON.arrayNode();
            case ArrayNode statements -> statements;
            case JsonNode single -> JSON.arrayNode().add(single);
        };
    }

    private static int indexOf(ArrayNode statements, String label) {
        for (int i = 0; i < statements.size(); i++) {
            if (statements.get(i).path(SID).asText().equals(label)) {
                return i;
            }
        }
        return -1;
    }

    private static JsonNode oneOrMany(List<String> values) {
        if (values.size() == 1) {
            return JSON.textNode(values.getFirst());
        }
        ArrayNode many = JSON.arrayNode();
        values.forEach(many::add);
        return many;
    }
}
