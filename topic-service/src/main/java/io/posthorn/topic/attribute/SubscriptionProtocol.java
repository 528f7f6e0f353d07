package io.posthorn.topic.attribute;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How messages reach a subscriber, as the API names it. */
public enum SubscriptionProtocol {
    HTTP("http", true),
    HTTPS("https", true),
    SQS("sqs", true),
    EMAIL("email", false),
    EMAIL_JSON("email-json", false),
    SMS("sms", false),
    APPLICATION("application", false),
    LAMBDA("lambda", false),
    FIREHOSE("firehose", false);

    private static final Map<String, SubscriptionProtocol> BY_NAME = Stream.of(values())
            .collect(Collectors.toUnmodifiableMap(SubscriptionProtocol::wireName, Function.identity()));

    private final String wireName;
    private final boolean delivered;

    SubscriptionProtocol(String wireName, boolean delivered) {
        this.wireName = wireName;
        this.delivered = delivered;
    }

    /** The protocol called {@code wireName}; case matters. */
    public static Optional<SubscriptionProtocol> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Whether this product delivers so; the service knows the others too. */
    public boolean isDelivered() {
        return delivered;
    }

    /** Whether endpoints are URLs, which are delivered to by delivery policies. */
    public boolean isHttp() {
        return this == HTTP || this == HTTPS;
    }

    /** Whether messages may go without the service's envelope. */
    boolean takesRawMessages() {
        return isHttp() || this == SQS || this == FIREHOSE;
    }
}
