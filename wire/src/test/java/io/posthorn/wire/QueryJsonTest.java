package io.posthorn.wire;

import static io.posthorn.wire.QueueApi.CODEC;
import static io.posthorn.wire.QueueApi.CREATE_QUEUE;
import static io.posthorn.wire.QueueApi.DELETE_QUEUE;
import static io.posthorn.wire.QueueApi.LIST_QUEUE_TAGS;
import static io.posthorn.wire.QueueApi.RECEIVE_MESSAGE;
import static io.posthorn.wire.QueueApi.SEND_MESSAGE_BATCH;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The JSON form of query answers, byte by byte. */
class QueryJsonTest {
    private static final String METADATA = "\"ResponseMetadata\":{\"RequestId\":\"3f1e\"}";

    private static <O extends Record> String answer(OperationShape<?, O> operation, O output) {
        WireResponse response = CODEC.encode(Protocol.AWS_QUERY_JSON, operation, output, "3f1e");
        assertThat(response.status()).isEqualTo(200);
        assertThat(response.headers().first("Content-Type")).isEqualTo("application/json");
        return new String(response.body(), UTF_8);
    }

    @Test
    void theEnvelopeIsThatOfTheXml() {
        assertThat(answer(CREATE_QUEUE, new QueueApi.CreateQueueOutput("http://localhost:4566/1/\"q\"")))
                .isEqualTo("{\"CreateQueueResponse\":{\"CreateQueueResult\":{\"QueueUrl\":"
                        + "\"http://localhost:4566/1/\\\"q\\\"\"}," + METADATA + "}}");
        assertThat(answer(DELETE_QUEUE, OperationShape.Nothing.NOTHING))
                .isEqualTo("{\"DeleteQueueResponse\":{" + METADATA + "}}");
    }

    @Test
    void whatIsAbsentOrEmptyIsNull() {
        assertThat(answer(RECEIVE_MESSAGE, new QueueApi.ReceiveMessageOutput(List.of())))
                .isEqualTo(
                        "{\"ReceiveMessageResponse\":{\"ReceiveMessageResult\":{\"messages\":null}," + METADATA + "}}");
        assertThat(answer(
                        SEND_MESSAGE_BATCH,
                        new QueueApi.SendMessageBatchOutput(
                                List.of(), List.of(new QueueApi.BatchFailed("b", true, "Bad", null)))))
                .isEqualTo("{\"SendMessageBatchResponse\":{\"SendMessageBatchResult\":{\"Successful\":null,"
                        + "\"Failed\":[{\"Id\":\"b\",\"SenderFault\":true,\"Code\":\"Bad\",\"Message\":null}]},"
                        + METADATA + "}}");
    }

    @Test
    void mapsAreListsOfPairsAsTheXmlNamesThem() {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("SenderId", "AIDA");
        system.put("SentTimestamp", "17");
        QueueApi.Message message = new QueueApi.Message(
                "m",
                "r",
                "0cc1",
                "a\r\n\u00e9",
                system,
                Map.of("blob", QueueApi.MessageAttributeValue.binary(Blob.of(new byte[] {1, 2, 3}))));

        assertThat(answer(RECEIVE_MESSAGE, new QueueApi.ReceiveMessageOutput(List.of(message))))
                .isEqualTo("{\"ReceiveMessageResponse\":{\"ReceiveMessageResult\":{\"messages\":[{\"MessageId\":\"m\","
                        + "\"ReceiptHandle\":\"r\",\"MD5OfBody\":\"0cc1\",\"Body\":\"a\\r\\n\u00e9\","
                        + "\"Attributes\":[{\"Name\":\"SenderId\",\"Value\":\"AIDA\"},"
                        + "{\"Name\":\"SentTimestamp\",\"Value\":\"17\"}],"
                        + "\"MessageAttributes\":[{\"Name\":\"blob\",\"Value\":{\"StringValue\":null,"
                        + "\"BinaryValue\":\"AQID\",\"StringListValues\":null,\"BinaryListValues\":null,"
                        + "\"DataType\":\"Binary\"}}]}]}," + METADATA + "}}");
        assertThat(answer(LIST_QUEUE_TAGS, new QueueApi.ListQueueTagsOutput(Map.of("team", "a&b"))))
                .contains("\"Tags\":[{\"Key\":\"team\",\"Value\":\"a&b\"}]");
    }

    @Test
    void anErrorSaysWhatTheXmlSays() {
        ApiError gone = ApiError.sender("com.amazonaws.sqs#QueueDoesNotExist", "Q.NonExistentQueue", 400);

        WireResponse response = CODEC.encodeError(Protocol.AWS_QUERY_JSON, gone.because("json", "query"), "3f1e");

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.headers().first("Content-Type")).isEqualTo("application/json");
        assertThat(new String(response.body(), UTF_8))
                .isEqualTo("{\"Error\":{\"Code\":\"Q.NonExistentQueue\",\"Message\":\"query\",\"Type\":\"Sender\"},"
                        + "\"RequestId\":\"3f1e\"}");
    }

    @Test
    void aGetIsReadAndAnsweredInIt() {
        WireRequest request = new WireRequest(
                "GET",
                "/",
                "Action=ReceiveMessage&QueueUrl=q&MaxNumberOfMessages=2",
                Headers.of("Accept", "application/json"),
                new byte[0]);

        ServiceCodec.Decoded decoded = CODEC.decode(request, Map.of());

        assertThat(decoded.protocol()).isEqualTo(Protocol.AWS_QUERY_JSON);
        assertThat(((QueueApi.ReceiveMessageInput) decoded.input()).maxNumberOfMessages())
                .isEqualTo(2);
    }
}
