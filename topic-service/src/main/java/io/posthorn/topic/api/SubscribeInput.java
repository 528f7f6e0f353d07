package io.posthorn.topic.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What Subscribe is asked. */
public record SubscribeInput(
        @Nullable String topicArn,
        @Nullable String protocol,
        @Nullable String endpoint,
        Map<String, String> attributes,
        @Nullable Boolean returnSubscriptionArn) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "SubscribeInput";
    }
}
