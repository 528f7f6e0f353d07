package io.posthorn.topic.topic;

import java.util.UUID;
import java.util.regex.Pattern;

/** Reads the ARNs of subscriptions that callers give, with the service's own refusals. */
public final class SubscriptionArn {
    private static final String PARAMETER = "SubscriptionArn";
    private static final Pattern ID =
            Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", Pattern.CASE_INSENSITIVE);

    private SubscriptionArn() {}

    /** The subscription that {@code text} names; whether it is there is another question. Fails with InvalidParameter. */
    public static SubscriptionKey parse(String text) {
        if (text.isEmpty()) {
            throw SnsErrors.invalid(PARAMETER, "no value for required parameter");
        }
        String[] elements = TopicArn.elements(text, PARAMETER);
        TopicKey topic = TopicArn.topic(elements, SnsErrors.invalid(PARAMETER));
        if (elements.length != TopicArn.ELEMENTS + 1
                || !ID.matcher(elements[TopicArn.ELEMENTS]).matches()) {
            throw SnsErrors.invalid("SubscriptionId");
        }
        return new SubscriptionKey(topic, UUID.fromString(elements[TopicArn.ELEMENTS]));
    }
}
