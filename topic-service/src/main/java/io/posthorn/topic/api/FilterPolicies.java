package io.posthorn.topic.api;

import io.posthorn.topic.attribute.FilterPolicyCheck;
import io.posthorn.topic.filter.FilterPolicy;
import io.posthorn.topic.filter.FilterScope;
import io.posthorn.topic.topic.SnsErrors;

/** Filter policies among a subscription's attributes. */
final class FilterPolicies {
    private FilterPolicies() {}

    /** Refuses as Subscribe does. */
    static FilterPolicyCheck ofSubscribe() {
        return (json, scope) ->
                FilterPolicy.parse(json, FilterScope.parse(scope), text -> SnsErrors.invalid("Attributes", text));
    }

    /** Refuses as SetSubscriptionAttributes does. */
    static FilterPolicyCheck ofChange() {
        return (json, scope) -> FilterPolicy.parse(json, FilterScope.parse(scope));
    }
}
