package io.posthorn.wire;

import static io.posthorn.wire.QueueApi.CODEC;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.QueueApi.QueueOnly;
import io.posthorn.wire.QueueApi.ReceiveMessageInput;
import io.posthorn.wire.QueueApi.SendMessageBatchInput;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the query protocol lets clients do. */
class QueryRequestsTest {
    private static final Map<String, String> PATH_QUEUE = Map.of("QueueUrl", "path");

    @Test
    void aGetCarriesItsParametersInTheUrl() {
        WireRequest get = new WireRequest(
                "GET",
                "/",
                "Action=DeleteQueue&QueueUrl=http%3A%2F%2Fh%2Fa+b&X-Amz-Signature=0",
                Headers.NONE,
                bytes(""));

        assertThat(CODEC.decode(get, Map.of()).input()).isEqualTo(new QueueOnly("http://h/a b"));
    }

    @Test
    void theFormWinsOverTheUrl() {
        WireRequest post = new WireRequest(
                "POST",
                "/",
                "Action=DeleteQueue&QueueUrl=url",
                Headers.NONE,
                bytes("QueueUrl=form&Version=2012-11-05"));

        assertThat(CODEC.decode(post, PATH_QUEUE).input()).isEqualTo(new QueueOnly("form"));
    }

    @Test
    void whatThePathImpliesHoldsUntilTheRequestSaysOtherwise() {
        assertThat(CODEC.decode(form("Action=DeleteQueue"), PATH_QUEUE).input()).isEqualTo(new QueueOnly("path"));
        assertThat(CODEC.decode(form("Action=DeleteQueue&QueueUrl="), PATH_QUEUE)
                        .input())
                .isEqualTo(new QueueOnly(""));
        assertThat(CODEC.decode(json("{}"), PATH_QUEUE).input()).isEqualTo(new QueueOnly("path"));
        assertThat(CODEC.decode(json("{\"QueueUrl\":null}"), PATH_QUEUE).input())
                .isEqualTo(new QueueOnly("path"));
        assertThat(CODEC.decode(json("{\"QueueUrl\":\"body\"}"), PATH_QUEUE).input())
                .isEqualTo(new QueueOnly("body"));
        assertThat(CODEC.decode(json("{}"), Map.of("Unknown", "x")).input()).isEqualTo(new QueueOnly(null));
    }

    @Test
    void indicesComeUnorderedAndWithGaps() {
        SendMessageBatchInput input = (SendMessageBatchInput) CODEC.decode(
                        form("SendMessageBatchRequestEntry.30.Id=c&SendMessageBatchRequestEntry.4.MessageBody=B"
                                + "&Action=SendMessageBatch&SendMessageBatchRequestEntry.2.Id=a"
                                + "&SendMessageBatchRequestEntry.4.Id=b"),
                        Map.of())
                .input();

        assertThat(input.entries()).extracting(QueueApi.BatchEntry::id).containsExactly("a", "b", "c");
        assertThat(input.entries().get(1).messageBody()).isEqualTo("B");
    }

    @Test
    void aBareNameIsTheFirstElement() {
        ReceiveMessageInput input = (ReceiveMessageInput)
                CODEC.decode(form("Action=ReceiveMessage&AttributeName=All&AttributeName.1=SenderId"), Map.of())
                        .input();

        assertThat(input.attributeNames()).containsExactly("All", "SenderId");
    }

    @Test
    void everyNameOfAMemberIsRead() {
        EveryShape input = (EveryShape) EveryShape.CODEC
                .decode(form("Action=Echo&OtherWord.1=c&Word.2=b&Word.1=a&RealToo=1.5"), Map.of())
                .input();

        assertThat(input.words()).containsExactly("a", "b", "c");
        assertThat(input.real()).isEqualTo(1.5);
    }

    @Test
    void anEmptyValueIsTheEmptyListMapOrStructure() {
        EveryShape input = (EveryShape) EveryShape.CODEC
                .decode(form("Action=Echo&Members=&Entries=&Nested=&Word="), Map.of())
                .input();

        assertThat(input.members()).isEmpty();
        assertThat(input.entries()).isEmpty();
        assertThat(input.words()).isEmpty();
        assertThat(input.nested()).isEqualTo(new EveryShape.Nested(null, null, List.of(), null));
        assertThat(input.pairs()).isNull();
    }

    @Test
    void unknownParametersAreSkipped() {
        assertThat(CODEC.decode(form("Action=DeleteQueue&&Foo.1.Bar=x&=y&QueueUrl=u&"), Map.of())
                        .input())
                .isEqualTo(new QueueOnly("u"));
    }

    private static WireRequest form(String body) {
        return new WireRequest("POST", "/", "", Headers.NONE, bytes(body));
    }

    private static WireRequest json(String body) {
        Headers headers = Headers.of("X-Amz-Target", "AmazonSQS.DeleteQueue");
        return new WireRequest("POST", "/000000000000/q", "", headers, bytes(body));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
