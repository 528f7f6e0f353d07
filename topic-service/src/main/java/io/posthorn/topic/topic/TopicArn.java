package io.posthorn.topic.topic;

import io.posthorn.platform.AccountId;
import io.posthorn.wire.ApiException;

/** Reads the ARNs of topics that callers give, with the service's own refusals. */
public final class TopicArn {
    /** How many elements a topic's ARN has. */
    static final int ELEMENTS = 6;

    private TopicArn() {}

    /**
     * The topic that {@code text} names; whether it is there is another question. Fails with InvalidParameter.
     *
     * @param parameter the parameter that holds it, such as {@code TopicArn} or {@code TargetArn}
     */
    public static TopicKey parse(String text, String parameter) {
        String[] elements = elements(text, parameter);
        if (elements.length != ELEMENTS) {
            throw SnsErrors.invalid(parameter);
        }
        return topic(elements, SnsErrors.invalid(parameter));
    }

    /** The text's elements, six or more; fails with InvalidParameter when they are fewer. */
    static String[] elements(String text, String parameter) {
        String[] elements = text.split(":", -1);
        if (elements.length < ELEMENTS) {
            throw SnsErrors.invalid(parameter, "An ARN must have at least 6 elements, not " + elements.length);
        }
        return elements;
    }

    /** The topic of the first six elements; fails with {@code otherwise} when they name none. */
    static TopicKey topic(String[] elements, ApiException otherwise) {
        boolean sns = elements[0].equals("arn") && elements[1].equals("aws") && elements[2].equals("sns");
        if (!sns || !AccountId.isValid(elements[4]) || !elements[3].matches("[a-z0-9-]{1,64}")) {
            throw otherwise;
        }
        return new TopicKey(
                new AccountId(elements[4]),
                elements[3],
                TopicName.parse(elements[5]).orElseThrow(() -> otherwise));
    }
}
