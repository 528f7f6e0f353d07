package io.posthorn.topic.filter;

/** Why a subscription does not want a publication, as the service counts it. */
public enum FilteredOut {
    /** Its attributes do not fit. */
    MESSAGE_ATTRIBUTES("MessageAttributes"),

    /** It has no attributes, and the policy is not content with that. */
    NO_MESSAGE_ATTRIBUTES("NoMessageAttributes"),

    /** An attribute of type String.Array is no JSON array. */
    INVALID_ATTRIBUTES("InvalidAttributes"),

    /** Its message does not fit. */
    MESSAGE_BODY("MessageBody"),

    /** Its message is no JSON object. */
    INVALID_MESSAGE_BODY("InvalidMessageBody");

    private final String wireName;

    FilteredOut(String wireName) {
        this.wireName = wireName;
    }

    /** What follows {@code NumberOfNotificationsFilteredOut-} in the metric's name. */
    public String wireName() {
        return wireName;
    }
}
