package io.posthorn.platform.policy;

import java.util.List;

/**
 * One key of a condition block, ready to test.
 *
 * @param key the condition key in lower case
 * @param quantifier what several values of the request mean
 * @param ifExists whether a request without the key passes
 * @param negated whether the operator is not to hold
 * @param tests one for each of the policy's values
 */
record Condition(String key, Quantifier quantifier, boolean ifExists, boolean negated, List<Test> tests)
        implements Requirement {
    Condition {
        tests = List.copyOf(tests);
    }

    /** Tests a value of a request against one of the policy's. */
    @FunctionalInterface
    interface Test {
        boolean holds(String actual, PolicyRequest request);
    }

    /** What several values of the request mean. */
    enum Quantifier {
        /** There should be one. Of several, one is enough; a negated operator is to hold for all. */
        NONE,
        /** All must pass; none passes. */
        FOR_ALL,
        /** One must pass; none fails. */
        FOR_ANY
    }

    @Override
    public boolean holds(PolicyRequest request) {
        List<String> values = request.values(key);
        if (values.isEmpty()) {
            return ifExists || absent();
        }
        return switch (quantifier) {
            case NONE ->
                negated
                        ? values.stream().allMatch(value -> passes(value, request))
                        : values.stream().anyMatch(value -> passes(value, request));
            case FOR_ALL -> values.stream().allMatch(value -> passes(value, request));
            case FOR_ANY -> values.stream().anyMatch(value -> passes(value, request));
        };
    }

    private boolean absent() {
        return switch (quantifier) {
            case NONE -> negated;
            case FOR_ALL -> true;
            case FOR_ANY -> false;
        };
    }

    private boolean passes(String value, PolicyRequest request) {
        return tests.stream().anyMatch(test -> test.holds(value, request)) != negated;
    }
}
