package io.posthorn.topic.filter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the limits of a filter policy count. It is measured before the policy is known to be a rule, so nothing is taken
 * for granted of its values.
 */
final class PolicyShape {
    /** The most keys that hold values; what they are nested in is not counted. */
    static final int MAX_KEYS = 5;

    /** The most combinations of values. */
    static final int MAX_COMBINATIONS = 150;

    /** How many combinations are compiled only to say what else is wrong with a policy. */
    static final int MAX_COMPILED_COMBINATIONS = 10_000;

    /** The most points of all wildcard patterns. */
    static final int MAX_WILDCARD_POINTS = 100;

    /** The most {@code *} of a pattern. */
    static final int MAX_WILDCARDS_OF_PATTERN = 3;

    /**
     * The most characters of values that an operator compares. Each is a state of the compiled policy, of up to 320 bytes
     * where case does not matter.
     */
    static final int MAX_PATTERN_CHARACTERS = 16 * 1024;

    /** By how much a character that an operator compares outweighs one of an exact value. */
    private static final int PATTERN_WEIGHT = 6;

    private static final int POINTS_OF_ONE_WILDCARD = 1;
    private static final int POINTS_OF_MORE_WILDCARDS = 3;
    private static final int POINTS_OF_ANYTHING_BUT = 1;

    private static final double MAX_NUMBER = 1e9;
    private static final String OR = "$or";

    private final Set<String> keys = new HashSet<>();
    private final long combinations;
    private boolean nested;
    private long wildcardPoints;
    private int mostWildcards;
    private boolean numbersInRange = true;
    private long exactCharacters;
    private long patternCharacters;

    private PolicyShape(JsonNode policy) {
        combinations = policy.isObject() ? combinationsOf(policy, "", 1) : 1;
    }

    static PolicyShape of(JsonNode policy) {
        return new PolicyShape(policy);
    }

    /** How many different keys hold values. */
    int keys() {
        return keys.size();
    }

    /**
     * The product of the values of each key times the depth of the key, summed over the alternatives of an {@code $or};
     * {@link Long#MAX_VALUE} stands for more.
     */
    long combinations() {
        return combinations;
    }

    /** Whether a key is nested in another. */
    boolean nested() {
        return nested;
    }

    /** For each key, the points of its wildcard patterns times how many they are; all summed. */
    long wildcardPoints() {
        return wildcardPoints;
    }

    /** Whether what its operators compare is short enough to be compiled. */
    boolean compact() {
        return patternCharacters <= MAX_PATTERN_CHARACTERS;
    }

    /** About how much memory the compiled policy takes, in units of 50 bytes; more than 0. */
    int weight() {
        return (int) Math.min(Integer.MAX_VALUE, 64 + exactCharacters + PATTERN_WEIGHT * patternCharacters);
    }

    /** The most {@code *} of a pattern. */
    int mostWildcards() {
        return mostWildcards;
    }

    /** Whether all numbers that are compared are of the range that the service compares. */
    boolean numbersInRange() {
        return numbersInRange;
    }

    private long combinationsOf(JsonNode object, String path, int depth) {
        long product = 1;
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            JsonNode value = member.getValue();
            if (member.getKey().equals(OR) && value.isArray()) {
                product = times(product, alternatives(value, path, depth));
            } else if (value.isObject()) {
                nested = true;
                product = times(product, combinationsOf(value, path + member.getKey() + '.', depth + 1));
            } else if (value.isArray()) {
                keys.add(path + member.getKey());
                product = times(product, times(value.size(), depth));
                values(value);
            }
        }
        return product;
    }

    private long alternatives(JsonNode or, String path, int depth) {
        long sum = 0;
        for (JsonNode alternative : or) {
            sum += alternative.isObject() ? combinationsOf(alternative, path, depth) : 1;
            if (sum < 0) {
                return Long.MAX_VALUE;
            }
        }
        return sum;
    }

    private void values(JsonNode values) {
        int patterns = 0;
        int points = 0;
        for (JsonNode value : values) {
            if (value.isContainerNode()) {
                patternCharacters += characters(value);
            } else {
                exactCharacters += value.asText().length();
            }
            JsonNode wildcard = value.path("wildcard");
            if (wildcard.isTextual()) {
                patterns++;
                points += countWildcards(wildcard.textValue()) > 1 ? POINTS_OF_MORE_WILDCARDS : POINTS_OF_ONE_WILDCARD;
            }
            for (JsonNode excluded : oneOrMany(value.path("anything-but").path("wildcard"))) {
                if (excluded.isTextual()) {
                    patterns++;
                    points += POINTS_OF_ANYTHING_BUT;
                    countWildcards(excluded.textValue());
                }
            }
            checkNumbers(value.path("numeric"));
            checkNumbers(oneOrMany(value.path("anything-but")));
        }
        wildcardPoints += (long) points * patterns;
    }

    private static long characters(JsonNode value) {
        long characters = value.isTextual() ? value.textValue().length() : 0;
        for (JsonNode each : value) {
            characters += characters(each);
        }
        return characters;
    }

    private int countWildcards(String pattern) {
        int count = 0;
        for (int i = 0; i < pattern.length(); i++) {
            if (pattern.charAt(i) == '\\') {
                i++;
            } else if (pattern.charAt(i) == '*') {
                count++;
            }
        }
        mostWildcards = Math.max(mostWildcards, count);
        return count;
    }

    private void checkNumbers(Iterable<JsonNode> values) {
        for (JsonNode value : values) {
            if (value.isNumber() && Math.abs(value.doubleValue()) > MAX_NUMBER) {
                numbersInRange = false;
            }
        }
    }

    private static Iterable<JsonNode> oneOrMany(JsonNode value) {
        return value.isArray() ? value : List.of(value);
    }

    private static long times(long left, long right) {
        return Math.multiplyHigh(left, right) != 0 || left * right < 0 ? Long.MAX_VALUE : left * right;
    }
}
