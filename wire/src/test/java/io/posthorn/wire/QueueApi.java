package io.posthorn.wire;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Some of the queue API's shapes, as its model has them: the vectors and the exact answers are told with them. */
final class QueueApi {
    static final ApiError MALFORMED =
            ApiError.sender("com.amazon.coral.service#SerializationException", "MalformedInput", 400);
    static final ApiError UNKNOWN =
            ApiError.sender("com.amazon.coral.service#UnknownOperationException", "InvalidAction", 400);
    static final ApiError MISSING =
            ApiError.sender("com.amazon.coral.service#MissingActionException", "MissingAction", 400);

    static final OperationShape<CreateQueueInput, CreateQueueOutput> CREATE_QUEUE =
            new OperationShape<>("CreateQueue", CreateQueueInput.class, CreateQueueOutput.class);
    static final OperationShape<QueueOnly, OperationShape.Nothing> DELETE_QUEUE =
            new OperationShape<>("DeleteQueue", QueueOnly.class, OperationShape.Nothing.class);
    static final OperationShape<QueueOnly, ListQueueTagsOutput> LIST_QUEUE_TAGS =
            new OperationShape<>("ListQueueTags", QueueOnly.class, ListQueueTagsOutput.class);
    static final OperationShape<SendMessageInput, SendMessageOutput> SEND_MESSAGE =
            new OperationShape<>("SendMessage", SendMessageInput.class, SendMessageOutput.class);
    static final OperationShape<SendMessageBatchInput, SendMessageBatchOutput> SEND_MESSAGE_BATCH =
            new OperationShape<>("SendMessageBatch", SendMessageBatchInput.class, SendMessageBatchOutput.class);
    static final OperationShape<ReceiveMessageInput, ReceiveMessageOutput> RECEIVE_MESSAGE =
            new OperationShape<>("ReceiveMessage", ReceiveMessageInput.class, ReceiveMessageOutput.class);

    static final ServiceShape SHAPE = shape(RequestLimits.DEFAULT);
    static final ServiceCodec CODEC = ServiceCodec.of(SHAPE);

    private QueueApi() {}

    static ServiceShape shape(RequestLimits limits) {
        return new ServiceShape(
                "AmazonSQS",
                "2012-11-05",
                "http://queue.amazonaws.com/doc/2012-11-05/",
                Set.of(Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY),
                limits,
                new ServiceShape.ProtocolErrors(MALFORMED, UNKNOWN, MISSING),
                List.of(
                        CREATE_QUEUE,
                        DELETE_QUEUE,
                        LIST_QUEUE_TAGS,
                        SEND_MESSAGE,
                        SEND_MESSAGE_BATCH,
                        RECEIVE_MESSAGE));
    }

    record QueueOnly(@Nullable String queueUrl) {}

    record CreateQueueInput(
            @Nullable String queueName,

            @Flattened("Attribute") @QueryMap(key = "Name", value = "Value")
            Map<String, String> attributes,

            @WireName("tags") @Flattened("Tag") @QueryMap(key = "Key", value = "Value")
            Map<String, String> tags) {}

    record CreateQueueOutput(String queueUrl) {}

    record ListQueueTagsOutput(
            @Flattened("Tag") @QueryMap(key = "Key", value = "Value")
            Map<String, String> tags) {}

    record MessageAttributeValue(
            @Nullable String stringValue,
            @Nullable Blob binaryValue,
            @Flattened("StringListValue") @Nullable List<String> stringListValues,
            @Flattened("BinaryListValue") @Nullable List<Blob> binaryListValues,
            @Nullable String dataType) {
        static MessageAttributeValue string(String type, String value) {
            return new MessageAttributeValue(value, null, null, null, type);
        }

        static MessageAttributeValue binary(Blob value) {
            return new MessageAttributeValue(null, value, null, null, "Binary");
        }
    }

    record SendMessageInput(
            @Nullable String queueUrl,
            @Nullable String messageBody,
            @Nullable Integer delaySeconds,

            @Flattened("MessageAttribute") @QueryMap(key = "Name", value = "Value")
            Map<String, MessageAttributeValue> messageAttributes,

            @Flattened("MessageSystemAttribute") @QueryMap(key = "Name", value = "Value")
            Map<String, MessageAttributeValue> messageSystemAttributes,

            @Nullable String messageDeduplicationId,
            @Nullable String messageGroupId) {}

    record SendMessageOutput(
            @WireName("MD5OfMessageBody") String bodyMd5,
            @WireName("MD5OfMessageAttributes") @Nullable String attributesMd5,
            String messageId,
            @Nullable String sequenceNumber) {}

    record BatchEntry(
            @Nullable String id,
            @Nullable String messageBody,
            @Nullable Integer delaySeconds,

            @Flattened("MessageAttribute") @QueryMap(key = "Name", value = "Value")
            Map<String, MessageAttributeValue> messageAttributes) {}

    record SendMessageBatchInput(
            @Nullable String queueUrl,
            @Flattened("SendMessageBatchRequestEntry") List<BatchEntry> entries) {}

    record BatchSent(
            String id,
            String messageId,
            @WireName("MD5OfMessageBody") String bodyMd5) {}

    record BatchFailed(
            String id,
            Boolean senderFault,
            String code,
            @Nullable String message) {}

    record SendMessageBatchOutput(
            @Flattened("SendMessageBatchResultEntry") List<BatchSent> successful,
            @Flattened("BatchResultErrorEntry") List<BatchFailed> failed) {}

    record ReceiveMessageInput(
            @Nullable String queueUrl,
            @Flattened("AttributeName") List<String> attributeNames,
            @Flattened("MessageSystemAttributeName") List<String> messageSystemAttributeNames,
            @Flattened("MessageAttributeName") List<String> messageAttributeNames,
            @Nullable Integer maxNumberOfMessages,
            @Nullable Integer visibilityTimeout,
            @Nullable Integer waitTimeSeconds) {}

    record Message(
            String messageId,
            String receiptHandle,
            @WireName("MD5OfBody") String bodyMd5,
            String body,

            @Flattened("Attribute") @QueryMap(key = "Name", value = "Value")
            Map<String, String> attributes,

            @Flattened("MessageAttribute") @QueryMap(key = "Name", value = "Value")
            Map<String, MessageAttributeValue> messageAttributes) {}

    record ReceiveMessageOutput(
            @Flattened("Message") @QueryJsonName("messages") List<Message> messages) {}
}
