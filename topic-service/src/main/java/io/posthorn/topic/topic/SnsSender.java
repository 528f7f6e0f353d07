package io.posthorn.topic.topic;

/** Who puts messages of topics into queues. */
public final class SnsSender {
    /** The service, as the policies of queues name it. */
    public static final String SERVICE = "sns.amazonaws.com";

    /** What queues show as the sender of notifications. */
    public static final String ID = "AIDASNSPOSTHORNNOTIFY";

    /** How many attributes a raw message in a queue may have; what has more goes into a dead-letter queue in its envelope. */
    public static final int MAX_RAW_ATTRIBUTES = 10;

    private SnsSender() {}
}
