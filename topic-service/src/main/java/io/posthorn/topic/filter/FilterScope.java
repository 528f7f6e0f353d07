package io.posthorn.topic.filter;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.function.Function;

/** What of a publication a filter policy looks at: FilterPolicyScope. */
public enum FilterScope {
    /** The message attributes: no policy is nested. What a subscription without a scope has. */
    MESSAGE_ATTRIBUTES("MessageAttributes"),

    /** The message, which is a JSON object. */
    MESSAGE_BODY("MessageBody");

    private final String wireName;

    FilterScope(String wireName) {
        this.wireName = wireName;
    }

    /** The attribute's value on the wire. */
    public String wireName() {
        return wireName;
    }

    /** The scope that {@code value} names; fails with InvalidParameter as SetSubscriptionAttributes words it. */
    public static FilterScope parse(String value) {
        return parse(value, SnsErrors::invalid);
    }

    /** The same, with {@code refusal} making the error of its text: Subscribe words it differently. */
    public static FilterScope parse(String value, Function<String, ApiException> refusal) {
        for (FilterScope scope : values()) {
            if (scope.wireName.equals(value)) {
                return scope;
            }
        }
        throw refusal.apply(
                "FilterPolicyScope: Invalid value [" + value + "]. Please use either MessageBody or MessageAttributes");
    }
}
