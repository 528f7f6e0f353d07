package io.posthorn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which protocol a request claims, by headers alone. */
class ProtocolClaimTest {
    @ParameterizedTest
    @CsvSource({
        "application/x-amz-json-1.0, AmazonSQS.X, AWS_JSON_1_0, AWS_JSON_1_1, AWS_QUERY",
        "'Application/X-Amz-Json-1.0; charset=utf-8', , AWS_JSON_1_0, AWS_JSON_1_1, AWS_QUERY",
        "application/x-amz-json-1.1, AmazonSQS.X, AWS_JSON_1_0, AWS_JSON_1_1, AWS_QUERY",
        ", AmazonSQS.X, AWS_JSON_1_0, AWS_JSON_1_1, AWS_QUERY",
        "application/json, AmazonSQS.X, AWS_JSON_1_0, AWS_JSON_1_1, AWS_QUERY",
        "application/x-www-form-urlencoded, AmazonSQS.X, AWS_QUERY, AWS_JSON_1_1, AWS_QUERY",
        "application/x-www-form-urlencoded; charset=utf-8, , AWS_QUERY, AWS_JSON_1_1, AWS_QUERY",
        ", , AWS_QUERY, AWS_JSON_1_1, AWS_QUERY"
    })
    void headersDecide(String type, String target, Protocol queues, Protocol events, Protocol topics) {
        Headers.Builder headers = Headers.builder();
        if (type != null) {
            headers.add("content-TYPE", type);
        }
        if (target != null) {
            headers.add("x-amz-target", target);
        }
        WireRequest request = new WireRequest("POST", "/", "", headers.build(), new byte[0]);

        assertThat(QueueApi.CODEC.protocolOf(request)).isEqualTo(queues);
        assertThat(speaking(Protocol.AWS_JSON_1_1).protocolOf(request)).isEqualTo(events);
        assertThat(speaking(Protocol.AWS_QUERY).protocolOf(request)).isEqualTo(topics);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, application/json, AWS_QUERY_JSON",
        "GET, 'text/html, Application/JSON;q=0.9', AWS_QUERY_JSON",
        "GET, '*/*', AWS_QUERY",
        "GET, application/jsonp, AWS_QUERY",
        "GET, , AWS_QUERY",
        "POST, application/json, AWS_QUERY"
    })
    void aGetMayAskForTheJsonFormOfQueryAnswers(String method, String accept, Protocol expected) {
        Headers headers = accept == null ? Headers.NONE : Headers.of("Accept", accept);
        WireRequest request = new WireRequest(method, "/", "Action=ListQueues", headers, new byte[0]);

        assertThat(QueueApi.CODEC.protocolOf(request)).isEqualTo(expected);
        assertThat(speaking(Protocol.AWS_QUERY).protocolOf(request)).isEqualTo(expected);
    }

    private static ServiceCodec speaking(Protocol protocol) {
        return ServiceCodec.of(new ServiceShape(
                "P", "1", "", Set.of(protocol), RequestLimits.DEFAULT, QueueApi.SHAPE.errors(), List.of()));
    }
}
