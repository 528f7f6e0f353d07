package io.posthorn.queue.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.PolicyJson;
import java.util.Objects;

/**
 * Where a queue's messages go that were received too often.
 *
 * @param deadLetterTarget the queue that they go to
 * @param maxReceiveCount how many times a message may be received before it goes there, 1 to 1000
 */
public record RedrivePolicy(QueueKey deadLetterTarget, int maxReceiveCount) {
    /** The most receives before a message goes to the dead-letter queue. */
    public static final int MAX_RECEIVE_COUNT = 1000;

    private static final String PARAMETER = "RedrivePolicy";

    public RedrivePolicy {
        Objects.requireNonNull(deadLetterTarget);
        if (maxReceiveCount < 1 || maxReceiveCount > MAX_RECEIVE_COUNT) {
            throw new IllegalArgumentException("maxReceiveCount is 1 to 1000");
        }
    }

    /** Reads the attribute's JSON; fails with InvalidParameterValue or InvalidAttributeValue. */
    static RedrivePolicy parse(String json) {
        JsonNode policy = PolicyJson.object(json)
                .orElseThrow(
                        () -> SqsErrors.INVALID_ATTRIBUTE_VALUE.because("Invalid value for the parameter RedrivePolicy."
                                + " Reason: Redrive policy is not a valid JSON map."));
        JsonNode count = mandatory(json, policy, "maxReceiveCount");
        JsonNode target = mandatory(json, policy, "deadLetterTargetArn");
        if (policy.size() > 2) {
            throw invalid(json, "Only following attributes are supported: [deadLetterTargetArn, maxReceiveCount].");
        }
        QueueKey key = QueueArn.parse(target.asText())
                .orElseThrow(() -> invalid(json, "Invalid value for deadLetterTargetArn."));
        return new RedrivePolicy(key, receiveCount(json, count));
    }

    /** The attribute as GetQueueAttributes shows it: the count is a number however it was sent. */
    String render(Dialect dialect) {
        return "{\"deadLetterTargetArn\":\"" + QueueArn.of(dialect, deadLetterTarget) + "\",\"maxReceiveCount\":"
                + maxReceiveCount + "}";
    }

    static RuntimeException invalid(String json, String reason) {
        return SqsErrors.invalidParameter(json, PARAMETER, reason);
    }

    private static JsonNode mandatory(String json, JsonNode policy, String field) {
        JsonNode value = policy.get(field);
        if (value == null) {
            throw invalid(json, "Redrive policy does not contain mandatory attribute: " + field + ".");
        }
        return value;
    }

    private static int receiveCount(String json, JsonNode count) {
        String text = count.isIntegralNumber() || count.isTextual() ? count.asText() : "";
        if (!text.matches("[0-9]{1,9}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MAX_RECEIVE_COUNT) {
            throw invalid(
                    json,
                    "Invalid value for maxReceiveCount: " + count.asText()
                            + ", valid values are from 1 to 1000 both inclusive.");
        }
        return Integer.parseInt(text);
    }
}
