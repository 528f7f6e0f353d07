package io.posthorn.queue.message;

import java.util.regex.Pattern;

/** The limits of the API that one message keeps. */
public final class MessageLimits {
    /** The most attributes of a message. */
    public static final int MAX_ATTRIBUTES = 10;

    /** The longest name and the longest type of an attribute, in characters. */
    public static final int MAX_ATTRIBUTE_NAME_LENGTH = 256;

    /** The longest MessageGroupId, MessageDeduplicationId and ReceiveRequestAttemptId, in characters. */
    public static final int MAX_ID_LENGTH = 128;

    /** The longest DelaySeconds of a message, in seconds. */
    public static final int MAX_DELAY_SECONDS = 900;

    /** Letters, digits and {@code !"#$%&'()*+,-./:;<=>?@[\]^_`{|}~}: the printable ASCII characters but the space. */
    private static final Pattern ID = Pattern.compile("[!-~]{1," + MAX_ID_LENGTH + "}");

    private MessageLimits() {}

    /** Whether {@code value} can be a MessageGroupId, a MessageDeduplicationId or a ReceiveRequestAttemptId. */
    public static boolean isId(String value) {
        return ID.matcher(value).matches();
    }
}
