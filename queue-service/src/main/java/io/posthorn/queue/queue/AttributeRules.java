package io.posthorn.queue.queue;

import com.fasterxml.jackson.databind.JsonNode;
import io.posthorn.platform.policy.PolicyDocument;
import io.posthorn.platform.policy.PolicyJson;
import io.posthorn.platform.policy.PolicySyntaxException;
import io.posthorn.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What each settable attribute may be, and how it is written on reading. */
final class AttributeRules {
    /** The longest policy, in bytes. */
    private static final int MAX_POLICY_BYTES = 8192;

    /** The most statements of a policy. */
    static final int MAX_POLICY_STATEMENTS = 20;

    /** The most actions of a policy's statement. */
    private static final int MAX_POLICY_ACTIONS = 7;

    /** The longest key id, alias or ARN, in characters. */
    private static final int MAX_KEY_ID_LENGTH = 2048;

    private AttributeRules() {}

    /**
     * The value as it is kept, empty for none; fails with the attribute's own error. Names of queues are kept in one
     * family, and {@link QueueAttributes#shown} writes them in the other.
     */
    static String canonical(Dialect dialect, QueueAttribute attribute, String value) {
        return switch (attribute) {
            case DELAY_SECONDS -> number(dialect, attribute, value, 0, 900);
            case MAXIMUM_MESSAGE_SIZE -> number(dialect, attribute, value, 1024, dialect.maximumMessageBytes());
            case MESSAGE_RETENTION_PERIOD -> number(dialect, attribute, value, 60, 1_209_600);
            case RECEIVE_MESSAGE_WAIT_TIME_SECONDS -> number(dialect, attribute, value, 0, 20);
            case VISIBILITY_TIMEOUT -> number(dialect, attribute, value, 0, 43_200);
            case KMS_DATA_KEY_REUSE_PERIOD_SECONDS -> number(dialect, attribute, value, 60, 86_400);
            case FIFO_QUEUE, CONTENT_BASED_DEDUPLICATION, SQS_MANAGED_SSE_ENABLED -> bool(attribute, value);
            case DEDUPLICATION_SCOPE -> oneOf(attribute, value, Set.of("queue", "messageGroup"));
            case FIFO_THROUGHPUT_LIMIT -> oneOf(attribute, value, Set.of("perQueue", "perMessageGroupId"));
            case POLICY -> value.isEmpty() ? value : policy(attribute, value);
            case REDRIVE_POLICY ->
                value.isEmpty() ? value : RedrivePolicy.parse(value).render(Dialect.AWS);
            case REDRIVE_ALLOW_POLICY ->
                value.isEmpty() ? value : RedriveAllowPolicy.parse(value).render(Dialect.AWS);
            case KMS_MASTER_KEY_ID -> keyId(attribute, value);
            case APPROXIMATE_NUMBER_OF_MESSAGES,
                    APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
                    APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE,
                    CREATED_TIMESTAMP,
                    LAST_MODIFIED_TIMESTAMP,
                    QUEUE_ARN -> throw SqsErrors.unknownAttribute(attribute.wireName());
        };
    }

    private static String number(Dialect dialect, QueueAttribute attribute, String value, int min, int max) {
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return Integer.toString(number);
            }
        }
        throw switch (dialect) {
            case AWS -> invalid(attribute, "");
            case YANDEX -> invalid(attribute, " Valid values are from " + min + " to " + max + " both inclusive.");
        };
    }

    private static String bool(QueueAttribute attribute, String value) {
        return oneOf(attribute, value.toLowerCase(Locale.ROOT), Set.of("true", "false"));
    }

    private static String oneOf(QueueAttribute attribute, String value, Set<String> allowed) {
        if (!allowed.contains(value)) {
            throw invalid(attribute, "");
        }
        return value;
    }

    private static String keyId(QueueAttribute attribute, String value) {
        if (value.length() > MAX_KEY_ID_LENGTH || !value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw invalid(attribute, "");
        }
        return value;
    }

    private static String policy(QueueAttribute attribute, String value) {
        if (value.getBytes(StandardCharsets.UTF_8).length > MAX_POLICY_BYTES) {
            throw invalid(attribute, " Reason: a policy has at most " + MAX_POLICY_BYTES + " bytes");
        }
        JsonNode statements = PolicyJson.object(value)
                .orElseThrow(() -> invalid(attribute, " Reason: a policy is a JSON object without repeated names"))
                .path("Statement");
        if (statements.isArray() && statements.size() > MAX_POLICY_STATEMENTS) {
            throw SqsErrors.OVER_LIMIT.because(statements.size()
                    + " statements were found in the submitted policy, max allowed is " + MAX_POLICY_STATEMENTS);
        }
        if (statements.isEmpty()) {
            throw invalid(attribute, " Reason: a policy has a Statement");
        }
        for (JsonNode statement : statements.isArray() ? statements : List.of(statements)) {
            int actions = statement.path("Action").size();
            if (actions > MAX_POLICY_ACTIONS) {
                throw SqsErrors.OVER_LIMIT.because(
                        actions + " Actions were found, maximum allowed is " + MAX_POLICY_ACTIONS + ".");
            }
        }
        try {
            PolicyDocument.ofResource(value);
        } catch (PolicySyntaxException noPolicy) {
            throw invalid(attribute, " Reason: " + noPolicy.getMessage());
        }
        return value;
    }

    private static ApiException invalid(QueueAttribute attribute, String more) {
        return SqsErrors.INVALID_ATTRIBUTE_VALUE.because(
                "Invalid value for the parameter " + attribute.wireName() + "." + more);
    }
}
