package io.posthorn.topic.topic;

/** Who puts messages of topics into queues. */
public final class SnsSender {
    /** The service, as the policies of queues name it. */
    public static final String SERVICE = "sns.amazonaws.com";

    /** What queues show as the sender of notifications. */
    public static final String ID = "AIDASNSPOSTHORNNOTIFY";

    private SnsSender() {}
}
