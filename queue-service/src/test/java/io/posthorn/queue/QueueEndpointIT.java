package io.posthorn.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.RequestLimits;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the door for edges does with those who are none. */
@QuarkusTest
@QuarkusTestResource(EmbeddedStores.class)
class QueueEndpointIT {
    private static final int LIMIT = RequestLimits.DEFAULT.bodyBytes();

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI endpoint;

    @Test
    void withoutATokenNothingIsRead() throws Exception {
        assertThat(post(Map.of(), 10).statusCode()).isEqualTo(401);
    }

    @Test
    void aTokenThatIsNoneIsNotBelieved() throws Exception {
        assertThat(post(Map.of("Posthorn-Call", "2.a.b.c"), LIMIT).statusCode()).isEqualTo(401);
    }

    @Test
    void aBodyPastTheLimitIsAnsweredInTheCallersProtocolBeforeTheTokenIsLookedAt() throws Exception {
        HttpResponse<String> json =
                post(Map.of("Posthorn-Call", "2.a.b.c", "Content-Type", "application/x-amz-json-1.0"), LIMIT + 1);
        HttpResponse<String> query = post(
                Map.of("Posthorn-Call", "2.a.b.c", "Content-Type", "application/x-www-form-urlencoded"), 3 * LIMIT);

        assertThat(json.statusCode()).isEqualTo(413);
        assertThat(json.body())
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#RequestEntityTooLargeException\","
                        + "\"message\":\"The request body is longer than 4194304 bytes.\"}");
        assertThat(query.statusCode()).isEqualTo(413);
        assertThat(query.body()).contains("<Code>RequestEntityTooLarge</Code>");
    }

    private HttpResponse<String> post(Map<String, String> headers, int bytes) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .version(HttpClient.Version.HTTP_1_1)
                .POST(HttpRequest.BodyPublishers.ofByteArray(new byte[bytes]));
        headers.forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }
}
