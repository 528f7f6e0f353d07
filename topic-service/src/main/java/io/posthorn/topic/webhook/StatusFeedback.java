package io.posthorn.topic.webhook;

import io.posthorn.topic.attribute.TopicAttribute;
import io.posthorn.topic.attribute.TopicAttributes;

/**
 * Which deliveries a topic wants to be told of in the delivery status log.
 *
 * @param successPercent how many of a hundred that arrived, 0 to 100
 * @param failures whether all that were given up
 */
public record StatusFeedback(int successPercent, boolean failures) {
    /** None at all. */
    public static final StatusFeedback NONE = new StatusFeedback(0, false);

    private static final int ALL = 100;

    public StatusFeedback {
        if (successPercent < 0 || successPercent > ALL) {
            throw new IllegalArgumentException("a share is 0 to 100 percent");
        }
    }

    /** What the topic's attributes for HTTP say: a role asks for the log, and without a rate for all of it. */
    static StatusFeedback ofHttp(TopicAttributes topic) {
        boolean successes =
                topic.value(TopicAttribute.HTTP_SUCCESS_FEEDBACK_ROLE_ARN).isPresent();
        int rate = topic.value(TopicAttribute.HTTP_SUCCESS_FEEDBACK_SAMPLE_RATE)
                .map(Integer::parseInt)
                .orElse(ALL);
        return new StatusFeedback(
                successes ? rate : 0,
                topic.value(TopicAttribute.HTTP_FAILURE_FEEDBACK_ROLE_ARN).isPresent());
    }
}
