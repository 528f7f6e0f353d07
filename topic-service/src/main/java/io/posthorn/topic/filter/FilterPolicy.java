package io.posthorn.topic.filter;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Pattern;

/** A filter policy that was found right for its scope: FilterPolicy, kept as it was written. */
public final class FilterPolicy {
    /** The longest policy, in bytes of UTF-8. */
    public static final int MAX_BYTES = 256 * 1024;

    private static final Pattern NOTHING = Pattern.compile("\\s*(\\{\\s*})?\\s*");

    private final String json;
    private final FilterScope scope;

    private FilterPolicy(String json, FilterScope scope) {
        this.json = json;
        this.scope = scope;
    }

    /** Whether {@code json} as a value of FilterPolicy takes the policy away. */
    public static boolean removes(String json) {
        return NOTHING.matcher(json).matches();
    }

    /**
     * Checks a policy.
     *
     * @throws ApiException InvalidParameter as SetSubscriptionAttributes words it
     */
    public static FilterPolicy parse(String json, FilterScope scope) {
        return parse(json, scope, SnsErrors::invalid);
    }

    /** The same, with {@code refusal} making the error of its text: Subscribe words it differently. */
    public static FilterPolicy parse(String json, FilterScope scope, Function<String, ApiException> refusal) {
        PolicyRules.faultOf(json, scope).ifPresent(fault -> {
            throw refusal.apply(fault);
        });
        return new FilterPolicy(json, scope);
    }

    /** About how much memory the policy {@code json} takes when it is compiled, in units of 50 bytes; more than 0. */
    public static int weightOf(String json) {
        return PolicyRules.weightOf(json);
    }

    /** The policy as it was written. */
    public String json() {
        return json;
    }

    /** What it looks at. */
    public FilterScope scope() {
        return scope;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FilterPolicy policy && json.equals(policy.json) && scope == policy.scope;
    }

    @Override
    public int hashCode() {
        return Objects.hash(json, scope);
    }

    @Override
    public String toString() {
        return "FilterPolicy[" + scope + ", " + json + "]";
    }
}
