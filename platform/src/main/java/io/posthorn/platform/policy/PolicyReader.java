package io.posthorn.platform.policy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads policy documents. Element names compare with case, as in IAM. */
final class PolicyReader {
    private static final int MAX_DEPTH = 10;
    private static final Pattern ACTION = Pattern.compile("\\*|[A-Za-z0-9*?-]+:[A-Za-z0-9*?]+");
    private static final String WITH_VARIABLES = "2012-10-17";
    private static final Set<String> VERSIONS = Set.of("2008-10-17", WITH_VARIABLES);
    private static final Set<String> DOCUMENT = Set.of("Version", "Id", "Statement");
    private static final Set<String> STATEMENT = Set.of(
            "Sid",
            "Effect",
            "Principal",
            "NotPrincipal",
            "Action",
            "NotAction",
            "Resource",
            "NotResource",
            "Condition");

    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final boolean ofResource;

    PolicyReader(boolean ofResource) {
        this.ofResource = ofResource;
    }

    PolicyDocument read(String json) {
        if (json.length() > PolicyDocument.MAX_CHARS) {
            throw new PolicySyntaxException("a policy has at most " + PolicyDocument.MAX_CHARS + " characters");
        }
        JsonNode root = parse(json);
        requireObject(root, "a policy");
        requireKnown(root, DOCUMENT, "a policy");
        String version = root.has("Version") ? text(root.get("Version"), "Version") : "2008-10-17";
        if (!VERSIONS.contains(version)) {
            throw new PolicySyntaxException("a policy's Version is 2008-10-17 or 2012-10-17");
        }
        if (root.has("Id")) {
            text(root.get("Id"), "Id");
        }
        JsonNode statement = root.get("Statement");
        if (statement == null) {
            throw new PolicySyntaxException("a policy has a Statement");
        }
        return new PolicyDocument(statements(statement, version.equals(WITH_VARIABLES)));
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException _) {
            throw new PolicySyntaxException(
                    "a policy is JSON without repeated names, nested at most " + MAX_DEPTH + " deep");
        }
    }

    private List<Statement> statements(JsonNode node, boolean withVariables) {
        List<Statement> statements = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            try {
                statements.add(statement(each, withVariables));
            } catch (PolicySyntaxException e) {
                throw new PolicySyntaxException("statement " + (statements.size() + 1) + ": " + e.getMessage());
            }
            String sid = statements.getLast().sid();
            if (!sid.isEmpty() && !ids.add(sid)) {
                throw new PolicySyntaxException("statement " + statements.size() + ": its Sid stands twice");
            }
        }
        return statements;
    }

    private Statement statement(JsonNode node, boolean withVariables) {
        requireObject(node, "a statement");
        requireKnown(node, STATEMENT, "a statement");
        boolean exceptPrincipals = node.has("NotPrincipal");
        boolean exceptActions = node.has("NotAction");
        boolean exceptResources = node.has("NotResource");
        return new Statement(
                node.has("Sid") ? text(node.get("Sid"), "Sid") : "",
                allows(node),
                principals(node),
                exceptPrincipals,
                actions(oneOf(node, "Action", "NotAction")),
                exceptActions,
                resources(oneOf(node, "Resource", "NotResource"), withVariables),
                exceptResources,
                node.has("Condition") ? new ConditionReader(withVariables).read(node.get("Condition")) : List.of());
    }

    private static boolean allows(JsonNode node) {
        JsonNode effect = node.get("Effect");
        return switch (effect == null ? "" : text(effect, "Effect")) {
            case "Allow" -> true;
            case "Deny" -> false;
            default -> throw new PolicySyntaxException("Effect is Allow or Deny");
        };
    }

    private @Nullable Principals principals(JsonNode node) {
        if (!ofResource) {
            if (node.has("Principal") || node.has("NotPrincipal")) {
                throw new PolicySyntaxException("an identity's policy has no principals");
            }
            return null;
        }
        JsonNode given = oneOf(node, "Principal", "NotPrincipal");
        Principals.Builder principals = new Principals.Builder();
        if (given.isTextual()) {
            if (!given.textValue().equals("*")) {
                throw new PolicySyntaxException("a principal is * or an object such as {\"AWS\": \"123456789012\"}");
            }
            principals.everyone();
            return principals.build();
        }
        requireObject(given, "a principal other than *");
        for (Map.Entry<String, JsonNode> kind : given.properties()) {
            texts(kind.getValue(), "a principal").forEach(value -> principals.add(kind.getKey(), value));
        }
        return principals.build();
    }

    private static List<Template> actions(JsonNode node) {
        return texts(node, "Action").stream()
                .map(text -> {
                    if (!ACTION.matcher(text).matches()) {
                        throw new PolicySyntaxException("an Action is * or service:Name, such as sqs:SendMessage");
                    }
                    return Template.pattern(PolicyRequest.lower(text), false);
                })
                .toList();
    }

    private static List<ArnPattern> resources(JsonNode node, boolean withVariables) {
        return texts(node, "Resource").stream()
                .map(text -> ArnPattern.of(text, withVariables))
                .toList();
    }

    private static JsonNode oneOf(JsonNode node, String name, String except) {
        JsonNode positive = node.get(name);
        JsonNode negative = node.get(except);
        if (positive != null && negative == null) {
            return positive;
        }
        if (negative != null && positive == null) {
            return negative;
        }
        throw new PolicySyntaxException("either " + name + " or " + except + " is given");
    }

    /** A text or a list of texts, at least one. */
    static List<String> texts(JsonNode node, String what) {
        List<String> texts = new ArrayList<>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            texts.add(text(each, what));
        }
        if (texts.isEmpty()) {
            throw new PolicySyntaxException(what + " is not empty");
        }
        return texts;
    }

    static void requireObject(JsonNode node, String what) {
        if (!node.isObject()) {
            throw new PolicySyntaxException(what + " is a JSON object");
        }
    }

    private static void requireKnown(JsonNode node, Set<String> names, String what) {
        node.fieldNames().forEachRemaining(name -> {
            if (!names.contains(name)) {
                throw new PolicySyntaxException(what + " has no element " + name);
            }
        });
    }

    private static String text(JsonNode node, String what) {
        if (!node.isTextual()) {
            throw new PolicySyntaxException(what + " is a text");
        }
        return node.textValue();
    }
}
