package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.ContentReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.event.ruler.JsonRuleCompiler;

/**
 * What a filter policy must keep, in the order in which the service answers: that it is a rule of the pattern language,
 * flat where only flat ones are taken, and within the limits.
 */
final class PolicyRules {
    private static final String FILTER_POLICY = "FilterPolicy: ";
    private static final String TOO_COMPLEX = FILTER_POLICY + "Filter policy is too complex";

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** How Jackson names its input when it is told not to show it. */
    private static final Pattern HIDDEN_SOURCE = Pattern.compile("\\[Source: REDACTED [^;\\n]*;");

    private PolicyRules() {}

    /** What is wrong with {@code json}, if anything, without {@code Invalid parameter: } before it. */
    static Optional<String> faultOf(String json, FilterScope scope) {
        if (json.length() > FilterPolicy.MAX_BYTES
                || json.getBytes(StandardCharsets.UTF_8).length > FilterPolicy.MAX_BYTES) {
            return Optional.of(FILTER_POLICY + "Filter policy is larger than " + FilterPolicy.MAX_BYTES + " bytes");
        }
        JsonNode policy;
        try {
            policy = JSON.readTree(json);
        } catch (JsonProcessingException malformed) {
            return Optional.of(
                    FILTER_POLICY + withSource(Objects.requireNonNullElse(malformed.getMessage(), ""), json));
        }
        PolicyShape shape = PolicyShape.of(policy);
        // The compiler writes every $or out: a policy must not get there that would fill the memory
        if (shape.combinations() > PolicyShape.MAX_COMPILED_COMBINATIONS) {
            return Optional.of(TOO_COMPLEX);
        }
        String refusal = JsonRuleCompiler.check(json);
        if (refusal != null) {
            return Optional.of(FILTER_POLICY + withSource(refusal, json));
        }
        if (scope == FilterScope.MESSAGE_ATTRIBUTES && shape.nested()) {
            return Optional.of("Filter policy scope MessageAttributes does not support nested filter policy");
        }
        if (shape.keys() > PolicyShape.MAX_KEYS) {
            return Optional.of(
                    FILTER_POLICY + "Filter policy can not have more than " + PolicyShape.MAX_KEYS + " keys");
        }
        if (shape.combinations() > PolicyShape.MAX_COMBINATIONS
                || shape.wildcardPoints() > PolicyShape.MAX_WILDCARD_POINTS
                || shape.mostWildcards() > PolicyShape.MAX_WILDCARDS_OF_PATTERN
                || !shape.compact()) {
            return Optional.of(TOO_COMPLEX);
        }
        return shape.numbersInRange()
                ? Optional.empty()
                : Optional.of(FILTER_POLICY + "Value must be between -1.0E9 and 1.0E9, inclusive");
    }

    /** How much the policy {@code json}, which keeps the rules, takes when it is compiled. */
    static int weightOf(String json) {
        try {
            return PolicyShape.of(JSON.readTree(json)).weight();
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("no filter policy", malformed);
        }
    }

    /** Shows the policy in its own error, as the service does. */
    private static String withSource(String message, String json) {
        String source = ContentReference.rawReference(true, json).buildSourceDescription();
        return HIDDEN_SOURCE.matcher(message).replaceFirst(Matcher.quoteReplacement("[Source: " + source + ";"));
    }
}
