package io.posthorn.topic.attribute;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.PolicyJson;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.List;
import java.util.Set;

/**
 * What a topic's data protection policy must look like. Nobody looks into messages for it here: it is stored as it was
 * given.
 */
public final class DataProtectionPolicy {
    /** The longest policy, in characters. */
    public static final int MAX_CHARS = 30_720;

    private static final Set<String> DOCUMENT = Set.of("Name", "Description", "Version", "Statement", "Configuration");
    private static final Set<String> STATEMENT =
            Set.of("Sid", "DataDirection", "Principal", "NotPrincipal", "DataIdentifier", "Operation");
    private static final Set<String> DIRECTIONS = Set.of("Inbound", "Outbound");
    private static final Set<String> OPERATIONS = Set.of("Deny", "Deidentify", "Audit");

    private DataProtectionPolicy() {}

    /** {@code json}, empty for none; fails with InvalidParameter when it is not a data protection policy. */
    public static String checked(String json) {
        if (json.isEmpty()) {
            return json;
        }
        require(json.codePointCount(0, json.length()) <= MAX_CHARS, "a policy has at most 30720 characters");
        JsonNode policy = PolicyJson.object(json).orElseThrow(() -> invalid("a policy is a JSON object"));
        requireOnly(policy, DOCUMENT, "a policy");
        requireText(policy, "Name");
        require(policy.path("Version").asText().equals("2021-06-01"), "Version must be 2021-06-01");
        require(
                policy.path("Configuration").isMissingNode()
                        || policy.path("Configuration").isObject(),
                "Configuration must be an object");
        JsonNode statements = policy.path("Statement");
        require(statements.isArray() && !statements.isEmpty(), "Statement must be a list that is not empty");
        statements.forEach(DataProtectionPolicy::checkStatement);
        return json;
    }

    private static void checkStatement(JsonNode statement) {
        require(statement.isObject(), "a statement is a JSON object");
        requireOnly(statement, STATEMENT, "a statement");
        require(
                DIRECTIONS.contains(statement.path("DataDirection").asText()),
                "DataDirection must be Inbound or Outbound");
        require(
                statement.has("Principal") != statement.has("NotPrincipal"),
                "a statement has either Principal or NotPrincipal");
        requireTexts(statement, statement.has("Principal") ? "Principal" : "NotPrincipal");
        requireTexts(statement, "DataIdentifier");
        require(statement.path("DataIdentifier").isArray(), "DataIdentifier must be a list");
        JsonNode operation = statement.path("Operation");
        require(
                operation.size() == 1
                        && OPERATIONS.contains(operation.fieldNames().next()),
                "Operation must be one of Deny, Deidentify and Audit");
        require(operation.elements().next().isObject(), "an Operation's value must be an object");
    }

    private static void requireText(JsonNode object, String field) {
        require(object.path(field).isTextual() && !object.path(field).asText().isEmpty(), field + " must be specified");
    }

    private static void requireTexts(JsonNode object, String field) {
        JsonNode values = object.path(field);
        Iterable<JsonNode> listed = values.isArray() ? values : List.of(values);
        require(!values.isArray() || !values.isEmpty(), field + " must not be empty");
        listed.forEach(value -> require(value.isTextual(), field + " must hold texts"));
    }

    private static void requireOnly(JsonNode object, Set<String> names, String what) {
        object.fieldNames().forEachRemaining(name -> require(names.contains(name), what + " has no element " + name));
    }

    private static void require(boolean holds, String reason) {
        if (!holds) {
            throw invalid(reason);
        }
    }

    private static ApiException invalid(String reason) {
        return SnsErrors.invalid("DataProtectionPolicy", reason);
    }
}
