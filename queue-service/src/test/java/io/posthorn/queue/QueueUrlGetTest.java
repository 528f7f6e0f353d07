package io.posthorn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueUrlGetTest {
    @ParameterizedTest
    @CsvSource({"GET,/111111111111/orders,true", "POST,/111111111111/orders,false", "GET,/,false"})
    void onlyAGetWithAPathIsOne(String method, String path, boolean one) {
        assertThat(QueueUrlGet.is(new WireRequest(method, path, "", Headers.NONE, new byte[0])))
                .isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Version=2012-11-05", "Action=", "NoAction=ListQueues"})
    void withoutAnActionItAsksNothing(String query) {
        assertThat(QueueUrlGet.asksNothing(get(query))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Action=CreateQueue", "Version=2012-11-05&Action=ListQueues"})
    void actionsAboutNoQueueAreRefused(String query) {
        assertThat(QueueUrlGet.refusal(get(query))).hasValueSatisfying(refusal -> {
            assertThat(refusal.error()).isEqualTo(SqsErrors.UNKNOWN_ACTION);
            assertThat(refusal.text()).matches("The action (CreateQueue|ListQueues) is not valid for this endpoint\\.");
        });
    }

    @Test
    void actionsAboutTheQueueAreNot() {
        WireRequest request = get("Action=SendMessage&MessageBody=Action%3DListQueues");

        assertThat(QueueUrlGet.asksNothing(request)).isFalse();
        assertThat(QueueUrlGet.refusal(request)).isEmpty();
    }

    @Test
    void nothingAskedIsNothingFound() {
        WireResponse answer = QueueUrlGet.unknownOperation("id");

        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.headers().first("x-amzn-RequestId")).isEqualTo("id");
        assertThat(answer.body()).asString().isEqualTo("<UnknownOperationException/>");
    }

    private static WireRequest get(String query) {
        return new WireRequest("GET", "/111111111111/orders", query, Headers.NONE, new byte[0]);
    }
}
