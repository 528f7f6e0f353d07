package io.posthorn.topic.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What PublishBatch is asked. */
public record PublishBatchInput(@Nullable String topicArn, List<PublishBatchRequestEntry> publishBatchRequestEntries) {
    /** The name only: what a user sent belongs in no log. */
    @Override
    public String toString() {
        return "PublishBatchInput";
    }
}
