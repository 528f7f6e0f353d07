package io.posthorn.topic.attribute;

/** Whether a text is a filter policy. */
@FunctionalInterface
public interface FilterPolicyCheck {
    /**
     * Completes when it is; fails with InvalidParameter else.
     *
     * @param json the policy's JSON, not empty
     * @param scope {@code MessageAttributes} or {@code MessageBody}
     */
    void check(String json, String scope);
}
