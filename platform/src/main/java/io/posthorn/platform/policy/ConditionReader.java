package io.posthorn.platform.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads condition blocks: operator, key, values. */
final class ConditionReader {
    private static final String FOR_ALL = "ForAllValues:";
    private static final String FOR_ANY = "ForAnyValue:";
    private static final String IF_EXISTS = "IfExists";

    private final boolean withVariables;

    ConditionReader(boolean withVariables) {
        this.withVariables = withVariables;
    }

    List<Requirement> read(JsonNode block) {
        PolicyReader.requireObject(block, "Condition");
        List<Requirement> requirements = new ArrayList<>();
        for (Map.Entry<String, JsonNode> operator : block.properties()) {
            PolicyReader.requireObject(operator.getValue(), "a condition operator's value");
            for (Map.Entry<String, JsonNode> key : operator.getValue().properties()) {
                requirements.add(read(operator.getKey(), PolicyRequest.lower(key.getKey()), values(key.getValue())));
            }
        }
        return requirements;
    }

    private Requirement read(String operator, String key, List<String> values) {
        if (operator.equals("Null")) {
            if (values.size() != 1) {
                throw new PolicySyntaxException("a Null condition has one value, true or false");
            }
            return new Requirement.Presence(key, Operator.requireBoolean(values.getFirst()));
        }
        Condition.Quantifier quantifier = quantifier(operator);
        String name = operator.substring(operator.indexOf(':') + 1);
        boolean ifExists = name.endsWith(IF_EXISTS);
        Operator.Named named = Operator.named(ifExists ? name.substring(0, name.length() - IF_EXISTS.length()) : name);
        if (named == null) {
            throw new PolicySyntaxException("condition operator " + operator + " is not supported");
        }
        List<Condition.Test> tests = values.stream()
                .map(value -> named.operator().read(value, withVariables))
                .toList();
        return new Condition(key, quantifier, ifExists, named.negated(), tests);
    }

    private static Condition.Quantifier quantifier(String operator) {
        if (operator.startsWith(FOR_ALL)) {
            return Condition.Quantifier.FOR_ALL;
        }
        if (operator.startsWith(FOR_ANY)) {
            return Condition.Quantifier.FOR_ANY;
        }
        if (operator.contains(":")) {
            throw new PolicySyntaxException("condition operator " + operator + " is not supported");
        }
        return Condition.Quantifier.NONE;
    }

    /** Texts; numbers and booleans count as their texts. */
    private static List<String> values(JsonNode node) {
        List<String> values = new ArrayList<>();
        for (JsonNode each : node.isArray() ? node : List.of(node)) {
            if (!each.isTextual() && !each.isNumber() && !each.isBoolean()) {
                throw new PolicySyntaxException("a condition's value is a text, a number or a boolean");
            }
            values.add(each.asText());
        }
        if (values.isEmpty()) {
            throw new PolicySyntaxException("a condition's values are not empty");
        }
        return values;
    }
}
