package io.posthorn.topic.attribute;

import io.posthorn.platform.arn.Arn;
import java.util.List;
import java.util.Locale;

/** What each attribute of a topic may be, and how it is kept. */
final class TopicAttributeRules {
    private static final int MAX_DISPLAY_NAME = 100;
    private static final int MIN_MESSAGE_BYTES = 1024;
    private static final int MAX_MESSAGE_BYTES = 1_048_576;
    private static final int MAX_PERCENT = 100;

    /** The longest key id, alias or ARN, in characters. */
    private static final int MAX_KEY_ID_LENGTH = 2048;

    private final AttributeCall call;

    TopicAttributeRules(AttributeCall call) {
        this.call = call;
    }

    /** The value as it is kept, empty for none; fails with InvalidParameter. */
    String canonical(TopicAttribute attribute, String value) {
        return switch (attribute) {
            case DISPLAY_NAME -> displayName(attribute, value);
            case POLICY -> TopicPolicy.checked(call, value);
            case DELIVERY_POLICY -> {
                if (PolicyFields.isNone(value)) {
                    yield "";
                }
                TopicDeliveryPolicy.parse(call, value);
                yield value;
            }
            case ARCHIVE_POLICY -> {
                if (PolicyFields.isNone(value)) {
                    yield "";
                }
                ArchivePolicy.parse(call, value);
                yield value;
            }
            case KMS_MASTER_KEY_ID -> keyId(attribute, value);
            case SIGNATURE_VERSION -> oneOf(attribute, value, List.of("1", "2"));
            case TRACING_CONFIG -> oneOf(attribute, value, List.of("PassThrough", "Active"));
            case FIFO_THROUGHPUT_SCOPE -> oneOf(attribute, value, List.of("Topic", "MessageGroup"));
            case FIFO_TOPIC, CONTENT_BASED_DEDUPLICATION ->
                oneOf(attribute, value.toLowerCase(Locale.ROOT), List.of("true", "false"));
            case MAXIMUM_MESSAGE_SIZE ->
                value.isEmpty() ? "" : number(attribute, value, MIN_MESSAGE_BYTES, MAX_MESSAGE_BYTES);
            case HTTP_SUCCESS_FEEDBACK_ROLE_ARN,
                    HTTP_FAILURE_FEEDBACK_ROLE_ARN,
                    FIREHOSE_SUCCESS_FEEDBACK_ROLE_ARN,
                    FIREHOSE_FAILURE_FEEDBACK_ROLE_ARN,
                    LAMBDA_SUCCESS_FEEDBACK_ROLE_ARN,
                    LAMBDA_FAILURE_FEEDBACK_ROLE_ARN,
                    APPLICATION_SUCCESS_FEEDBACK_ROLE_ARN,
                    APPLICATION_FAILURE_FEEDBACK_ROLE_ARN,
                    SQS_SUCCESS_FEEDBACK_ROLE_ARN,
                    SQS_FAILURE_FEEDBACK_ROLE_ARN -> role(attribute, value);
            case HTTP_SUCCESS_FEEDBACK_SAMPLE_RATE,
                    FIREHOSE_SUCCESS_FEEDBACK_SAMPLE_RATE,
                    LAMBDA_SUCCESS_FEEDBACK_SAMPLE_RATE,
                    APPLICATION_SUCCESS_FEEDBACK_SAMPLE_RATE,
                    SQS_SUCCESS_FEEDBACK_SAMPLE_RATE -> value.isEmpty() ? "" : number(attribute, value, 0, MAX_PERCENT);
        };
    }

    private String displayName(TopicAttribute attribute, String value) {
        if (value.codePointCount(0, value.length()) > MAX_DISPLAY_NAME) {
            throw call.refused(attribute.wireName(), "Must be at most " + MAX_DISPLAY_NAME + " characters long.");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw call.refused(attribute.wireName(), "Must not contain control characters.");
        }
        return value;
    }

    private String number(TopicAttribute attribute, String value, int min, int max) {
        if (value.matches("[0-9]{1,9}")) {
            int number = Integer.parseInt(value);
            if (number >= min && number <= max) {
                return Integer.toString(number);
            }
        }
        throw call.refused(
                attribute.wireName(),
                "Invalid value [" + shortened(value) + "]. Must be between " + min + " and " + max + ".");
    }

    private String oneOf(TopicAttribute attribute, String value, List<String> allowed) {
        if (!allowed.contains(value)) {
            throw call.refused(
                    attribute.wireName(),
                    "Invalid value [" + shortened(value) + "]. Must be " + String.join(" or ", allowed) + ".");
        }
        return value;
    }

    private String keyId(TopicAttribute attribute, String value) {
        if (value.length() > MAX_KEY_ID_LENGTH || !value.chars().allMatch(c -> c > ' ' && c <= '~')) {
            throw call.refused(attribute.wireName(), "Must be the id, alias or ARN of a key.");
        }
        return value;
    }

    private String role(TopicAttribute attribute, String value) {
        if (!value.isEmpty() && !isRole(value)) {
            throw call.refused(attribute.wireName(), "Must be the ARN of a role.");
        }
        return value;
    }

    private static boolean isRole(String value) {
        try {
            Arn arn = Arn.parse(value);
            return arn.service().equals("iam") && arn.resource().startsWith("role/");
        } catch (IllegalArgumentException noArn) {
            return false;
        }
    }

    /** A text answers what it refuses, but not at any length. */
    static String shortened(String value) {
        return value.length() <= MAX_DISPLAY_NAME ? value : value.substring(0, MAX_DISPLAY_NAME) + "...";
    }
}
