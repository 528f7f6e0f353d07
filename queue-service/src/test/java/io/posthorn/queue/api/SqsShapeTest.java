package io.posthorn.queue.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The API on the wire. */
class SqsShapeTest {
    private final ServiceCodec codec = ServiceCodec.of(SqsShape.of(Dialect.AWS));

    @ParameterizedTest
    @EnumSource
    void hasAnOperationForEveryActionOfADialect(Dialect dialect) {
        Endpoint endpoint = new Endpoint(dialect);

        List<String> operations = SqsOperations.of(
                        new SqsContext(dialect, endpoint.queues, endpoint.handles, endpoint.deduplicationKeys, () -> {
                            throw new AssertionError("nothing is sent");
                        }),
                        endpoint.tasks)
                .stream()
                .map(operation -> operation.shape().name())
                .toList();

        assertThat(operations)
                .containsExactlyElementsOf(SqsShape.of(dialect).operations().stream()
                        .map(OperationShape::name)
                        .toList())
                .hasSize(
                        switch (dialect) {
                            case AWS -> 23;
                            case YANDEX -> 18;
                        });
    }

    @Test
    void wordsAMissingQueueAsEachProtocolDoes() {
        String json = body(codec.encodeError(Protocol.AWS_JSON_1_0, SqsErrors.queueDoesNotExist(), "r"));
        String xml = body(codec.encodeError(Protocol.AWS_QUERY, SqsErrors.queueDoesNotExist(), "r"));

        assertThat(json)
                .isEqualTo("{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"The specified queue does"
                        + " not exist.\"}");
        assertThat(xml)
                .contains("<Code>AWS.SimpleQueueService.NonExistentQueue</Code>")
                .contains("<Message>The specified queue does not exist for this wsdl version.</Message>");
    }

    @ParameterizedTest
    @CsvSource({
        "com.amazonaws.sqs#QueueNameExists,QueueAlreadyExists,400",
        "com.amazonaws.sqs#QueueDeletedRecently,AWS.SimpleQueueService.QueueDeletedRecently,400",
        "com.amazonaws.sqs#PurgeQueueInProgress,AWS.SimpleQueueService.PurgeQueueInProgress,403",
        "com.amazonaws.sqs#OverLimit,OverLimit,403",
        "com.amazonaws.sqs#InvalidAttributeName,InvalidAttributeName,400",
        "com.amazonaws.sqs#InvalidAttributeValue,InvalidAttributeValue,400",
        "com.amazonaws.sqs#InvalidMessageContents,InvalidMessageContents,400",
        "com.amazonaws.sqs#ReceiptHandleIsInvalid,ReceiptHandleIsInvalid,404",
        "com.amazonaws.sqs#EmptyBatchRequest,AWS.SimpleQueueService.EmptyBatchRequest,400",
        "com.amazonaws.sqs#TooManyEntriesInBatchRequest,AWS.SimpleQueueService.TooManyEntriesInBatchRequest,400",
        "com.amazonaws.sqs#BatchEntryIdsNotDistinct,AWS.SimpleQueueService.BatchEntryIdsNotDistinct,400",
        "com.amazonaws.sqs#InvalidBatchEntryId,AWS.SimpleQueueService.InvalidBatchEntryId,400",
        "com.amazonaws.sqs#BatchRequestTooLong,AWS.SimpleQueueService.BatchRequestTooLong,400",
        "com.amazonaws.sqs#UnsupportedOperation,AWS.SimpleQueueService.UnsupportedOperation,400",
        "com.amazonaws.sqs#ResourceNotFoundException,ResourceNotFoundException,404",
        "com.amazon.coral.service#InvalidParameterValueException,InvalidParameterValue,400",
        "com.amazon.coral.service#MissingRequiredParameterException,MissingParameter,400"
    })
    void writesEveryErrorInBothProtocols(String jsonType, String queryCode, int status) {
        List<ApiError> declared = List.of(
                SqsErrors.QUEUE_NAME_EXISTS,
                SqsErrors.QUEUE_DELETED_RECENTLY,
                SqsErrors.PURGE_QUEUE_IN_PROGRESS,
                SqsErrors.OVER_LIMIT,
                SqsErrors.INVALID_ATTRIBUTE_NAME,
                SqsErrors.INVALID_ATTRIBUTE_VALUE,
                SqsErrors.INVALID_MESSAGE_CONTENTS,
                SqsErrors.receiptHandleIsInvalid(Dialect.AWS),
                SqsErrors.EMPTY_BATCH_REQUEST,
                SqsErrors.TOO_MANY_ENTRIES_IN_BATCH_REQUEST,
                SqsErrors.BATCH_ENTRY_IDS_NOT_DISTINCT,
                SqsErrors.INVALID_BATCH_ENTRY_ID,
                SqsErrors.BATCH_REQUEST_TOO_LONG,
                SqsErrors.UNSUPPORTED_OPERATION,
                SqsErrors.RESOURCE_NOT_FOUND,
                SqsErrors.INVALID_PARAMETER_VALUE,
                SqsErrors.MISSING_PARAMETER);
        ApiException error = declared.stream()
                .filter(each -> each.jsonType().equals(jsonType))
                .findFirst()
                .orElseThrow()
                .because("why");

        WireResponse json = codec.encodeError(Protocol.AWS_JSON_1_0, error, "r");
        WireResponse xml = codec.encodeError(Protocol.AWS_QUERY, error, "r");

        assertThat(json.status()).isEqualTo(status);
        assertThat(json.headers().first("x-amzn-query-error")).isEqualTo(queryCode + ";Sender");
        assertThat(body(json)).isEqualTo("{\"__type\":\"" + jsonType + "\",\"message\":\"why\"}");
        assertThat(xml.status()).isEqualTo(status);
        assertThat(body(xml)).contains("<Type>Sender</Type><Code>" + queryCode + "</Code><Message>why</Message>");
    }

    @Test
    void readsTheParametersOfTheQueryProtocol() {
        SendMessageBatchInput input = (SendMessageBatchInput) decode("Action=SendMessageBatch&Version=2012-11-05"
                + "&QueueUrl=jobs"
                + "&SendMessageBatchRequestEntry.1.Id=a"
                + "&SendMessageBatchRequestEntry.1.MessageBody=b"
                + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Name=color"
                + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType=String"
                + "&SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue=blue");
        assertThat(input.queueUrl()).isEqualTo("jobs");
        assertThat(input.entries()).singleElement().satisfies(entry -> {
            assertThat(entry.id()).isEqualTo("a");
            assertThat(entry.messageAttributes()).containsEntry("color", SendMessageTest.text("String", "blue"));
        });

        CreateQueueInput create = (CreateQueueInput) decode("Action=CreateQueue&QueueName=jobs"
                + "&Attribute.1.Name=DelaySeconds&Attribute.1.Value=5&Tag.1.Key=team&Tag.1.Value=a");
        assertThat(create.attributes()).containsExactly(Map.entry("DelaySeconds", "5"));
        assertThat(create.tags()).containsExactly(Map.entry("team", "a"));

        AddPermissionInput permission = (AddPermissionInput) decode(
                "Action=AddPermission&QueueUrl=q&Label=l" + "&AWSAccountId.1=222222222222&ActionName.1=SendMessage");
        assertThat(permission.awsAccountIds()).containsExactly("222222222222");
        assertThat(permission.actions()).containsExactly("SendMessage");

        ReceiveMessageInput receive = (ReceiveMessageInput) decode("Action=ReceiveMessage&QueueUrl=q"
                + "&AttributeName.1=All&MessageSystemAttributeName.1=SenderId&MessageAttributeName.1=color"
                + "&WaitTimeSeconds=0");
        assertThat(receive.attributeNames()).containsExactly("All");
        assertThat(receive.messageSystemAttributeNames()).containsExactly("SenderId");
        assertThat(receive.messageAttributeNames()).containsExactly("color");
        assertThat(receive.waitTimeSeconds()).isZero();
        assertThat(receive.visibilityTimeout()).isNull();
    }

    @Test
    void writesNothingForListsThatAreEmpty() {
        assertThat(json(ReceiveMessage.SHAPE, new ReceiveMessageOutput(List.of())))
                .isEqualTo("{}");
        assertThat(json(ListQueues.SHAPE, new ListQueuesOutput(List.of(), null)))
                .isEqualTo("{}");
        assertThat(json(GetQueueAttributes.SHAPE, new GetQueueAttributesOutput(Map.of())))
                .isEqualTo("{}");
        assertThat(json(ListQueueTags.SHAPE, new ListQueueTagsOutput(Map.of()))).isEqualTo("{}");
        assertThat(json(DeleteQueue.SHAPE, OperationShape.Nothing.NOTHING)).isEmpty();
        assertThat(body(codec.encode(
                        Protocol.AWS_QUERY, ReceiveMessage.SHAPE, new ReceiveMessageOutput(List.of()), "r")))
                .contains("<ReceiveMessageResult/>");
    }

    @Test
    void writesTheNamesOfTheApi() {
        SendMessageOutput sent = new SendMessageOutput("b", "a", "s", "id", "1");

        assertThat(json(SendMessage.SHAPE, sent))
                .isEqualTo("{\"MD5OfMessageBody\":\"b\",\"MD5OfMessageAttributes\":\"a\","
                        + "\"MD5OfMessageSystemAttributes\":\"s\",\"MessageId\":\"id\",\"SequenceNumber\":\"1\"}");
        assertThat(json(ListDeadLetterSourceQueues.SHAPE, new ListDeadLetterSourceQueuesOutput(List.of("u"), null)))
                .isEqualTo("{\"queueUrls\":[\"u\"]}");
        assertThat(json(
                        ReceiveMessage.SHAPE,
                        new ReceiveMessageOutput(List.of(new Message(
                                "id",
                                "h",
                                "m",
                                "b",
                                Map.of("SenderId", "s"),
                                "ma",
                                Map.of("color", SendMessageTest.text("String", "blue")))))))
                .isEqualTo("{\"Messages\":[{\"MessageId\":\"id\",\"ReceiptHandle\":\"h\",\"MD5OfBody\":\"m\","
                        + "\"Body\":\"b\",\"Attributes\":{\"SenderId\":\"s\"},\"MD5OfMessageAttributes\":\"ma\","
                        + "\"MessageAttributes\":{\"color\":{\"DataType\":\"String\",\"StringValue\":\"blue\"}}}]}");
    }

    private Record decode(String form) {
        return codec.decode(
                        new WireRequest(
                                "POST",
                                "/",
                                "",
                                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                                form.getBytes(StandardCharsets.UTF_8)),
                        Map.of())
                .input();
    }

    private <O extends Record> String json(OperationShape<?, O> shape, O output) {
        return body(codec.encode(Protocol.AWS_JSON_1_0, shape, output, "r"));
    }

    private static String body(WireResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }
}
