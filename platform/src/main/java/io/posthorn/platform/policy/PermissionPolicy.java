package io.posthorn.platform.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.posthorn.platform.AccountId;
import java.util.List;
import java.util.Optional;

/**
 * A resource's policy as AddPermission and RemovePermission change it: one statement for each label, in the order in which
 * they were added. What else the document holds stays as it is. Immutable.
 */
public final class PermissionPolicy {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final String STATEMENT = "Statement";
    private static final String SID = "Sid";

    private final ObjectNode document;
    private final ArrayNode statements;

    private PermissionPolicy(ObjectNode document, ArrayNode statements) {
        this.document = document;
        this.statements = statements;
    }

    /** A policy without statements that is called {@code id}. */
    public static PermissionPolicy named(String id) {
        return new PermissionPolicy(
                JSON.objectNode().put("Version", "2008-10-17").put("Id", id), JSON.arrayNode());
    }

    /** The policy that {@code json} holds, or empty when it is not a JSON object. */
    public static Optional<PermissionPolicy> parse(String json) {
        return PolicyJson.object(json)
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .map(document -> new PermissionPolicy(document, statementsOf(document)));
    }

    /** How many statements it has. */
    public int size() {
        return statements.size();
    }

    /** Whether a statement is labelled so. */
    public boolean has(String label) {
        return indexOf(label) >= 0;
    }

    /**
     * The policy with a statement more, at the end. The label is not there yet.
     *
     * @param accounts who may, at least one
     * @param actions what they may, with the service's prefix; at least one
     * @param resource the ARN of what they may do it to
     */
    public PermissionPolicy with(String label, List<AccountId> accounts, List<String> actions, String resource) {
        ArrayNode more = statements.deepCopy();
        ObjectNode statement = more.addObject();
        statement.put(SID, label).put("Effect", "Allow");
        List<String> principals = accounts.stream()
                .map(account -> "arn:aws:iam::" + account + ":root")
                .toList();
        statement.putObject("Principal").set("AWS", oneOrMany(principals));
        statement.set("Action", oneOrMany(actions));
        statement.put("Resource", resource);
        return new PermissionPolicy(document, more);
    }

    /** The policy without the statement of {@code label}; the same when there is none. */
    public PermissionPolicy without(String label) {
        int index = indexOf(label);
        if (index < 0) {
            return this;
        }
        ArrayNode fewer = statements.deepCopy();
        fewer.remove(index);
        return new PermissionPolicy(document, fewer);
    }

    /** The document. */
    public String json() {
        return document.deepCopy().set(STATEMENT, statements).toString();
    }

    /** Its size only: the document names principals. */
    @Override
    public String toString() {
        return "PermissionPolicy[" + statements.size() + " statements]";
    }

    /** The statements, also where a policy has a single one outside a list. */
    private static ArrayNode statementsOf(ObjectNode document) {
        return switch (document.get(STATEMENT)) {
            case null -> JSON.arrayNode();
            case ArrayNode statements -> statements;
            case JsonNode single -> JSON.arrayNode().add(single);
        };
    }

    private int indexOf(String label) {
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
