package io.posthorn.wire;

import static io.posthorn.wire.QueueApi.CODEC;
import static io.posthorn.wire.QueueApi.CREATE_QUEUE;
import static io.posthorn.wire.QueueApi.DELETE_QUEUE;
import static io.posthorn.wire.QueueApi.LIST_QUEUE_TAGS;
import static io.posthorn.wire.QueueApi.RECEIVE_MESSAGE;
import static io.posthorn.wire.QueueApi.SEND_MESSAGE_BATCH;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.QueueApi.BatchFailed;
import io.posthorn.wire.QueueApi.BatchSent;
import io.posthorn.wire.QueueApi.CreateQueueOutput;
import io.posthorn.wire.QueueApi.ListQueueTagsOutput;
import io.posthorn.wire.QueueApi.Message;
import io.posthorn.wire.QueueApi.MessageAttributeValue;
import io.posthorn.wire.QueueApi.ReceiveMessageOutput;
import io.posthorn.wire.QueueApi.SendMessageBatchOutput;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The answers of the queue API, byte by byte. */
class AnswerBytesTest {
    private static final String ID = "3f1e";
    private static final String XMLNS = " xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\"";
    private static final String METADATA = "<ResponseMetadata><RequestId>3f1e</RequestId></ResponseMetadata>";

    static Stream<Arguments> answers() {
        Map<String, MessageAttributeValue> attributes = new LinkedHashMap<>();
        attributes.put("color", MessageAttributeValue.string("String", "blue"));
        attributes.put("blob", MessageAttributeValue.binary(Blob.of(new byte[] {1, 2, 3})));
        Map<String, String> system = new LinkedHashMap<>();
        system.put("SenderId", "AIDA");
        system.put("SentTimestamp", "17");
        Message full = new Message("m-1", "r+/=", "0cc1", "a\r\n\t<b> & \"c\" 'd' \uD83D\uDE00é", system, attributes);
        Message bare = new Message("m-2", "r", "0cc2", "", Map.of(), Map.of());
        return Stream.of(
                Arguments.of(
                        CREATE_QUEUE,
                        new CreateQueueOutput("http://localhost:4566/1/q"),
                        "{\"QueueUrl\":\"http://localhost:4566/1/q\"}",
                        "<CreateQueueResponse" + XMLNS
                                + "><CreateQueueResult><QueueUrl>http://localhost:4566/1/q</QueueUrl>"
                                + "</CreateQueueResult>" + METADATA + "</CreateQueueResponse>"),
                Arguments.of(
                        DELETE_QUEUE,
                        OperationShape.Nothing.NOTHING,
                        "",
                        "<DeleteQueueResponse" + XMLNS + ">" + METADATA + "</DeleteQueueResponse>"),
                Arguments.of(
                        RECEIVE_MESSAGE,
                        new ReceiveMessageOutput(List.of()),
                        "{}",
                        "<ReceiveMessageResponse" + XMLNS + "><ReceiveMessageResult/>" + METADATA
                                + "</ReceiveMessageResponse>"),
                Arguments.of(
                        LIST_QUEUE_TAGS,
                        new ListQueueTagsOutput(Map.of("team", "a&b")),
                        "{\"Tags\":{\"team\":\"a&b\"}}",
                        "<ListQueueTagsResponse" + XMLNS
                                + "><ListQueueTagsResult><Tag><Key>team</Key><Value>a&amp;b</Value>"
                                + "</Tag></ListQueueTagsResult>" + METADATA + "</ListQueueTagsResponse>"),
                Arguments.of(
                        SEND_MESSAGE_BATCH,
                        new SendMessageBatchOutput(
                                List.of(new BatchSent("a", "m", "5d")),
                                List.of(new BatchFailed("b", true, "InvalidParameterValue", null))),
                        "{\"Successful\":[{\"Id\":\"a\",\"MessageId\":\"m\",\"MD5OfMessageBody\":\"5d\"}],"
                                + "\"Failed\":[{\"Id\":\"b\",\"SenderFault\":true,\"Code\":\"InvalidParameterValue\"}]}",
                        "<SendMessageBatchResponse" + XMLNS
                                + "><SendMessageBatchResult><SendMessageBatchResultEntry><Id>a</Id>"
                                + "<MessageId>m</MessageId><MD5OfMessageBody>5d</MD5OfMessageBody></SendMessageBatchResultEntry>"
                                + "<BatchResultErrorEntry><Id>b</Id><SenderFault>true</SenderFault>"
                                + "<Code>InvalidParameterValue</Code></BatchResultErrorEntry></SendMessageBatchResult>"
                                + METADATA + "</SendMessageBatchResponse>"),
                Arguments.of(
                        RECEIVE_MESSAGE,
                        new ReceiveMessageOutput(List.of(full, bare)),
                        "{\"Messages\":[{\"MessageId\":\"m-1\",\"ReceiptHandle\":\"r+/=\",\"MD5OfBody\":\"0cc1\","
                                + "\"Body\":\"a\\r\\n\\t<b> & \\\"c\\\" 'd' \uD83D\uDE00é\","
                                + "\"Attributes\":{\"SenderId\":\"AIDA\",\"SentTimestamp\":\"17\"},"
                                + "\"MessageAttributes\":{\"color\":{\"StringValue\":\"blue\",\"DataType\":\"String\"},"
                                + "\"blob\":{\"BinaryValue\":\"AQID\",\"DataType\":\"Binary\"}}},"
                                + "{\"MessageId\":\"m-2\",\"ReceiptHandle\":\"r\",\"MD5OfBody\":\"0cc2\",\"Body\":\"\"}]}",
                        "<ReceiveMessageResponse" + XMLNS + "><ReceiveMessageResult><Message><MessageId>m-1</MessageId>"
                                + "<ReceiptHandle>r+/=</ReceiptHandle><MD5OfBody>0cc1</MD5OfBody>"
                                + "<Body>a&#xD;\n\t&lt;b&gt; &amp; &quot;c&quot; 'd' \uD83D\uDE00é</Body>"
                                + "<Attribute><Name>SenderId</Name><Value>AIDA</Value></Attribute>"
                                + "<Attribute><Name>SentTimestamp</Name><Value>17</Value></Attribute>"
                                + "<MessageAttribute><Name>color</Name><Value><StringValue>blue</StringValue>"
                                + "<DataType>String</DataType></Value></MessageAttribute>"
                                + "<MessageAttribute><Name>blob</Name><Value><BinaryValue>AQID</BinaryValue>"
                                + "<DataType>Binary</DataType></Value></MessageAttribute></Message>"
                                + "<Message><MessageId>m-2</MessageId><ReceiptHandle>r</ReceiptHandle>"
                                + "<MD5OfBody>0cc2</MD5OfBody><Body></Body></Message></ReceiveMessageResult>" + METADATA
                                + "</ReceiveMessageResponse>"));
    }

    @ParameterizedTest
    @MethodSource("answers")
    <O extends Record> void answersAreTheseBytes(OperationShape<?, O> operation, O output, String json, String xml) {
        WireResponse jsonAnswer = CODEC.encode(Protocol.AWS_JSON_1_0, operation, output, ID);
        WireResponse xmlAnswer = CODEC.encode(Protocol.AWS_QUERY, operation, output, ID);

        assertThat(text(jsonAnswer)).isEqualTo(json);
        assertThat(text(xmlAnswer)).isEqualTo(xml);
        assertThat(jsonAnswer.status()).isEqualTo(200);
        assertThat(xmlAnswer.status()).isEqualTo(200);
        assertThat(pairs(jsonAnswer))
                .containsExactly("Content-Type: application/x-amz-json-1.0", "x-amzn-RequestId: 3f1e");
        assertThat(pairs(xmlAnswer)).containsExactly("Content-Type: text/xml", "x-amzn-RequestId: 3f1e");
    }

    @Test
    void anErrorInJsonSaysItsTypeAndItsQueryCode() {
        WireResponse answer = CODEC.encodeError(Protocol.AWS_JSON_1_0, missingQueue(), ID);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer))
                .isEqualTo("{\"__type\":\"com.amazonaws.sqs#QueueDoesNotExist\",\"message\":\"No \\\"q\\\".\"}");
        assertThat(pairs(answer))
                .containsExactly(
                        "Content-Type: application/x-amz-json-1.0",
                        "x-amzn-RequestId: 3f1e",
                        "x-amzn-query-error: AWS.SimpleQueueService.NonExistentQueue;Sender");
    }

    @Test
    void anErrorInXmlSaysItsCodeAndAnEmptyDetail() {
        WireResponse answer = CODEC.encodeError(Protocol.AWS_QUERY, missingQueue(), ID);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(text(answer))
                .isEqualTo("<?xml version=\"1.0\"?><ErrorResponse" + XMLNS + "><Error><Type>Sender</Type>"
                        + "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>No &quot;q&quot;.</Message><Detail/>"
                        + "</Error><RequestId>3f1e</RequestId></ErrorResponse>");
        assertThat(pairs(answer)).containsExactly("Content-Type: text/xml", "x-amzn-RequestId: 3f1e");
    }

    private static ApiException missingQueue() {
        return ApiError.sender("com.amazonaws.sqs#QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", 400)
                .because("No \"q\".");
    }

    private static String text(WireResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static List<String> pairs(WireResponse response) {
        List<String> pairs = new java.util.ArrayList<>();
        response.headers().forEach((name, value) -> pairs.add(name + ": " + value));
        return pairs;
    }
}
