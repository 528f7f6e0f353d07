package io.posthorn.platform.policy;

/** What a request must be like for a statement to apply. */
sealed interface Requirement permits Condition, Requirement.Presence {
    boolean holds(PolicyRequest request);

    /**
     * The {@code Null} operator.
     *
     * @param key the condition key in lower case
     * @param absent whether the request is to lack it
     */
    record Presence(String key, boolean absent) implements Requirement {
        @Override
        public boolean holds(PolicyRequest request) {
            return request.values(key).isEmpty() == absent;
        }
    }
}
