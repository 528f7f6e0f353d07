package io.posthorn.topic.attribute;

import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The attributes that a topic may be given, as the API names them. */
public enum TopicAttribute {
    DISPLAY_NAME("DisplayName", Kind.OF_ANY),
    POLICY("Policy", Kind.OF_ANY),
    DELIVERY_POLICY("DeliveryPolicy", Kind.OF_ANY),
    KMS_MASTER_KEY_ID("KmsMasterKeyId", Kind.OF_ANY),
    SIGNATURE_VERSION("SignatureVersion", Kind.OF_ANY),
    MAXIMUM_MESSAGE_SIZE("MaximumMessageSize", Kind.OF_ANY),
    TRACING_CONFIG("TracingConfig", Kind.STANDARD_ONLY),
    FIFO_TOPIC("FifoTopic", Kind.AT_CREATION_ONLY),
    CONTENT_BASED_DEDUPLICATION("ContentBasedDeduplication", Kind.FIFO_ONLY),
    FIFO_THROUGHPUT_SCOPE("FifoThroughputScope", Kind.FIFO_ONLY),
    ARCHIVE_POLICY("ArchivePolicy", Kind.FIFO_ONLY),
    HTTP_SUCCESS_FEEDBACK_ROLE_ARN("HTTPSuccessFeedbackRoleArn", Kind.OF_ANY),
    HTTP_SUCCESS_FEEDBACK_SAMPLE_RATE("HTTPSuccessFeedbackSampleRate", Kind.OF_ANY),
    HTTP_FAILURE_FEEDBACK_ROLE_ARN("HTTPFailureFeedbackRoleArn", Kind.OF_ANY),
    FIREHOSE_SUCCESS_FEEDBACK_ROLE_ARN("FirehoseSuccessFeedbackRoleArn", Kind.OF_ANY),
    FIREHOSE_SUCCESS_FEEDBACK_SAMPLE_RATE("FirehoseSuccessFeedbackSampleRate", Kind.OF_ANY),
    FIREHOSE_FAILURE_FEEDBACK_ROLE_ARN("FirehoseFailureFeedbackRoleArn", Kind.OF_ANY),
    LAMBDA_SUCCESS_FEEDBACK_ROLE_ARN("LambdaSuccessFeedbackRoleArn", Kind.OF_ANY),
    LAMBDA_SUCCESS_FEEDBACK_SAMPLE_RATE("LambdaSuccessFeedbackSampleRate", Kind.OF_ANY),
    LAMBDA_FAILURE_FEEDBACK_ROLE_ARN("LambdaFailureFeedbackRoleArn", Kind.OF_ANY),
    APPLICATION_SUCCESS_FEEDBACK_ROLE_ARN("ApplicationSuccessFeedbackRoleArn", Kind.OF_ANY),
    APPLICATION_SUCCESS_FEEDBACK_SAMPLE_RATE("ApplicationSuccessFeedbackSampleRate", Kind.OF_ANY),
    APPLICATION_FAILURE_FEEDBACK_ROLE_ARN("ApplicationFailureFeedbackRoleArn", Kind.OF_ANY),
    SQS_SUCCESS_FEEDBACK_ROLE_ARN("SQSSuccessFeedbackRoleArn", Kind.OF_ANY),
    SQS_SUCCESS_FEEDBACK_SAMPLE_RATE("SQSSuccessFeedbackSampleRate", Kind.OF_ANY),
    SQS_FAILURE_FEEDBACK_ROLE_ARN("SQSFailureFeedbackRoleArn", Kind.OF_ANY);

    private static final Map<String, TopicAttribute> BY_NAME =
            Stream.of(values()).collect(Collectors.toUnmodifiableMap(TopicAttribute::wireName, Function.identity()));

    private final String wireName;
    private final Kind kind;

    TopicAttribute(String wireName, Kind kind) {
        this.wireName = wireName;
        this.kind = kind;
    }

    /** The attribute called {@code wireName}; case matters. */
    public static Optional<TopicAttribute> named(String wireName) {
        return Optional.ofNullable(BY_NAME.get(wireName));
    }

    /** The name on the wire. */
    public String wireName() {
        return wireName;
    }

    /** Whether SetTopicAttributes may name it. */
    boolean isChangeable() {
        return kind != Kind.AT_CREATION_ONLY;
    }

    /** Whether topics that are FIFO or not, as {@code fifo} says, have it. */
    boolean isOf(boolean fifo) {
        return switch (kind) {
            case FIFO_ONLY -> fifo;
            case STANDARD_ONLY -> !fifo;
            case OF_ANY, AT_CREATION_ONLY -> true;
        };
    }

    private enum Kind {
        OF_ANY,
        STANDARD_ONLY,
        FIFO_ONLY,
        AT_CREATION_ONLY
    }
}
