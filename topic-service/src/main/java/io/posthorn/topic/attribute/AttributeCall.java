package io.posthorn.topic.attribute;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;

/** Which kind of call gives an attribute: the service words its refusals differently. */
enum AttributeCall {
    /** CreateTopic or Subscribe, which give a map of them. */
    CREATION("Attributes Reason: "),
    /** SetTopicAttributes or SetSubscriptionAttributes, which give one. */
    CHANGE("");

    private final String prefix;

    AttributeCall(String prefix) {
        this.prefix = prefix;
    }

    /** InvalidParameter: {@code attribute} may not be so, for {@code reason}. */
    ApiException refused(String attribute, String reason) {
        return refused(attribute + ": " + reason);
    }

    /** InvalidParameter in the service's own words. */
    ApiException refused(String text) {
        return SnsErrors.invalid(prefix + text);
    }

    /** No attribute has the name, or none that a caller may give. */
    static ApiException unknown() {
        return SnsErrors.invalid("AttributeName");
    }
}
