package io.posthorn.signer;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the operator asks about deliveries comes to the topic service as the operator's, and nothing else does. */
@QuarkusTest
@QuarkusTestResource(value = EmbeddedStores.class, restrictToAnnotatedClass = true)
class DeliveriesIT {
    private static final String ARN =
            "arn:aws:sns:eu-west-1:123456789012:my_topic-1.fifo:6b0e71bd-7e97-4d97-80ce-4a0994e55286";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI endpoint;

    @Test
    void theOperatorIsSentOnWithTheAccountOfTheArn() throws Exception {
        String begin = "123456789012|operator||eu-west-1|sns|";
        String path = "/_posthorn/deliveries/" + ARN;

        HttpResponse<String> listed =
                operator("GET", "/" + ARN + "/attempts?since=2026-03-01T12:00:00%2B01:00&limit=5", "");
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(listed.headers().allValues("Content-Type"))
                .singleElement()
                .asString()
                .startsWith("application/json");
        assertThat(listed.body())
                .isEqualTo(begin + "GET|" + path + "/attempts|since=2026-03-01T12:00:00%2B01:00&limit=5|");
        assertThat(operator("POST", "/" + ARN.replace(":", "%3A") + "/resend", "{\"delivery\":\"1\"}")
                        .body())
                .isEqualTo(begin + "POST|" + path + "/resend||{\"delivery\":\"1\"}");
        assertThat(operator("POST", "/" + ARN + "/enable", "").body()).isEqualTo(begin + "POST|" + path + "/enable||");
        assertThat(operator("GET", "?account=a1&disabled=true", "").body())
                .isEqualTo("a1|operator|||sns|GET|/_posthorn/deliveries|account=a1&disabled=true|");
    }

    @Test
    void theServicesRefusalsAreTheOperators() throws Exception {
        assertThat(operator("GET", "/" + ARN + "/attempts?conflict", "").statusCode())
                .isEqualTo(409);
        HttpResponse<String> away = operator("GET", "/" + ARN + "/attempts?away", "");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.body()).contains("\"message\"");
    }

    @Test
    void whatNamesNothingIsNotSentOn() throws Exception {
        for (String wrong : new String[] {
            "/arn:aws:sqs:eu-west-1:123456789012:q/attempts",
            "/" + ARN + "%0a/attempts",
            "/" + ARN + "%3Fa/attempts",
            "?disabled=true"
        }) {
            HttpResponse<String> answer = operator("GET", wrong, "");
            assertThat(answer.statusCode()).as(wrong).isEqualTo(400);
            assertThat(answer.body()).as(wrong).contains("\"message\"");
        }
        assertThat(operator("GET", "/" + ARN + "/At", "").statusCode()).isEqualTo(404);
        assertThat(operator("GET", "/" + ARN, "").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheOperatorsTokenNothingIsSaid() throws Exception {
        for (String token : new String[] {"", "Bearer wrong-token-for-tests"}) {
            HttpResponse<String> answer = HTTP.send(
                    HttpRequest.newBuilder(endpoint.resolve("/_posthorn/deliveries/" + ARN + "/attempts"))
                            .headers(
                                    token.isEmpty()
                                            ? new String[] {"X-Nothing", "1"}
                                            : new String[] {"Authorization", token})
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(answer.statusCode()).isEqualTo(401);
            assertThat(answer.body()).isEmpty();
        }
    }

    @Test
    void noSpellingOfThePathTakesATenantThere() throws Exception {
        for (String target : new String[] {
            "/_posthorn/deliveries/" + ARN + "/attempts",
            "/%5fposthorn/deliveries/" + ARN + "/attempts",
            "//_posthorn/deliveries/" + ARN + "/attempts",
            "/x/../_posthorn/deliveries/" + ARN + "/attempts",
            endpoint.resolve("/_posthorn/deliveries/" + ARN + "/attempts").toString()
        }) {
            // The link of a subscription needs no signature, so this is a call that the edge sends on when it takes it.
            String answer = raw("GET " + target + "?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=" + ARN);
            assertThat(answer).as(target).doesNotContain("|operator|");
        }
        assertThat(raw("GET /?Action=Unsubscribe&Version=2010-03-31&SubscriptionArn=" + ARN))
                .contains("123456789012|anonymous||eu-west-1|sns|GET|/|");
    }

    private String raw(String line) throws Exception {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((line + " HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            InputStream in = socket.getInputStream();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private HttpResponse<String> operator(String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(endpoint.resolve("/_posthorn/deliveries" + path))
                        .header("Authorization", "Bearer " + SignerServiceIT.OPERATOR_TOKEN)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
