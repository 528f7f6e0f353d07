package io.posthorn.signer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@QuarkusTestResource(value = EmbeddedStores.class, restrictToAnnotatedClass = true)
class SignerServiceIT {
    static final String OPERATOR_TOKEN = "an-operator-token-for-tests";

    private static final String QUERY_ERROR = "x-amzn-query-error";

    @TestHTTPResource("/")
    @SuppressWarnings("NullAway.Init")
    URI endpoint;

    @Inject
    @SuppressWarnings("NullAway.Init")
    FakeQueues queues;

    @Test
    void aSignedRequestReachesItsServiceWithWhoAsked() throws Exception {
        HttpResponse<String> answer = client().json("SendMessage", "{\"MessageBody\":\"grüße\"}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo("000000000000|arn:aws:iam::000000000000:root|test|eu-central-1|sqs|" + origin()
                        + "|POST|/||{\"MessageBody\":\"grüße\"}");
        assertThat(answer.headers().firstValue("x-amzn-RequestId")).isPresent();
    }

    @Test
    void anotherAccountsKeyIsThatAccount() throws Exception {
        HttpResponse<String> answer =
                new SignedClient(endpoint, "AKIDOTHER", "other/secret+1").form("sqs", "Action=ListQueues");

        assertThat(answer.body()).startsWith("123456789012|arn:aws:iam::123456789012:root|AKIDOTHER|");
    }

    @Test
    void aPresignedRequestIsGenuine() throws Exception {
        HttpResponse<String> answer =
                client().presignedGet("/000000000000/q?Action=SendMessage&MessageBody=a%20b%2Fc%2B%C3%BC");

        assertThat(answer.body()).contains("|GET|/000000000000/q|Action=SendMessage&MessageBody=a%20b%2Fc%2B%C3%BC&X-");
        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aWrongSecretDoesNotMatchInJson() throws Exception {
        HttpResponse<String> answer = new SignedClient(endpoint, "test", "wrong").json("ListQueues", "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("\"com.amazon.coral.service#InvalidSignatureException\"");
        assertThat(answer.headers().firstValue(QUERY_ERROR)).hasValue("SignatureDoesNotMatch;Sender");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-amz-json-1.0");
    }

    @Test
    void aWrongSecretDoesNotMatchInXml() throws Exception {
        HttpResponse<String> answer = new SignedClient(endpoint, "test", "wrong").form("sqs", "Action=ListQueues");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("<ErrorResponse xmlns=\"http://queue.amazonaws.com/doc/2012-11-05/\">")
                .contains("<Type>Sender</Type><Code>SignatureDoesNotMatch</Code>");
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("text/xml");
    }

    @Test
    void anUnknownKeyIsAnInvalidToken() throws Exception {
        HttpResponse<String> answer = new SignedClient(endpoint, "AKIDNOBODY", "test").json("ListQueues", "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body())
                .contains("UnrecognizedClientException")
                .contains("The security token included in the request is invalid.");
        assertThat(answer.headers().firstValue(QUERY_ERROR)).hasValue("InvalidClientTokenId;Sender");
    }

    @Test
    void aSkewedClockIsToldAndGivenTheTime() throws Exception {
        Clock late = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(-16));
        HttpResponse<String> answer = new SignedClient(endpoint, "test", "test", late).json("ListQueues", "{}");

        assertThat(answer.statusCode()).isEqualTo(403);
        assertThat(answer.body()).contains("Signature expired: ").contains(" - 15 min.)");
        assertThat(answer.headers().firstValue(QUERY_ERROR)).hasValue("SignatureDoesNotMatch;Sender");
        assertThat(answer.headers().firstValue("Date")).isPresent();
    }

    @Test
    void anUnsignedRequestIsDenied() throws Exception {
        HttpResponse<String> json = plain(HttpRequest.newBuilder(endpoint)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .header("X-Amz-Target", "AmazonSQS.ListQueues"));
        HttpResponse<String> xml = plain(HttpRequest.newBuilder(endpoint.resolve("/?Action=ListQueues")));

        assertThat(json.statusCode()).isEqualTo(403);
        assertThat(json.headers().firstValue(QUERY_ERROR)).hasValue("AccessDenied;Sender");
        assertThat(xml.statusCode()).isEqualTo(403);
        assertThat(xml.body()).contains("<Code>AccessDenied</Code>");
    }

    @Test
    void aMalformedAuthorizationIsIncomplete() throws Exception {
        HttpResponse<String> answer = plain(HttpRequest.newBuilder(endpoint)
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .header("X-Amz-Target", "AmazonSQS.ListQueues")
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=a"));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue(QUERY_ERROR)).hasValue("IncompleteSignature;Sender");
    }

    @Test
    void whatNobodyServesIsSaid() throws Exception {
        HttpResponse<String> answer = client().form("s3", "x=y");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("<Code>InvalidAction</Code>");
    }

    @Test
    void methodsThatNoServiceHasAreRefused() throws Exception {
        HttpResponse<String> answer =
                plain(HttpRequest.newBuilder(endpoint).method("OPTIONS", HttpRequest.BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("Allow")).isPresent();
    }

    @Test
    void aBodyPastTheLimitIsRefused() throws Exception {
        HttpResponse<String> answer = client().json("SendMessage", "x".repeat(4 * 1024 * 1024 + 1));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("4194304");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length: 1000000000000", "Transfer-Encoding: chunked"})
    void aBodyFarPastTheLimitIsRefusedInTheCallersProtocolToo(String length) throws Exception {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(20_000);
            OutputStream out = socket.getOutputStream();
            out.write(("POST / HTTP/1.1\r\nHost: h\r\nContent-Type: application/x-amz-json-1.0\r\n"
                            + "X-Amz-Target: AmazonSQS.SendMessage\r\n" + length + "\r\n\r\n")
                    .getBytes(StandardCharsets.UTF_8));
            Thread sender = Thread.ofVirtual().start(() -> sendOn(out));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 413 ")
                    .contains("RequestEntityTooLarge")
                    .contains("4194304");
            assertThat(answer.toLowerCase(Locale.ROOT)).contains("connection: close");
            sender.join(Duration.ofSeconds(20));
        }
    }

    @Test
    void whoComesToAHostOfYandexCloudIsAnsweredAsItAnswers() throws Exception {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /?Action=ListQueues HTTP/1.1\r\nHost: message-queue.test\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.UTF_8));

            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer)
                    .startsWith("HTTP/1.1 403 ")
                    .contains("<Code>MissingAuthenticationToken</Code>")
                    .doesNotContain("xmlns")
                    .containsPattern("<RequestId>([0-9a-f]{1,8}-){4}[0-9a-f]{32}</RequestId>");
        }
    }

    /** One chunk, as long as anybody likes, until the other side has enough. */
    private static void sendOn(OutputStream out) {
        byte[] filler = new byte[64 * 1024];
        try {
            out.write("40000000\r\n".getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 1_000; i++) {
                out.write(filler);
            }
        } catch (IOException closed) {
            assertThat(closed).isNotNull();
        }
    }

    @Test
    void theOperatorsInterfaceReadsNoLongBody() throws Exception {
        HttpResponse<String> answer = plain(HttpRequest.newBuilder(endpoint.resolve("/_posthorn/accounts"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("x".repeat(64 * 1024 + 1))));

        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void aBodyUpToTheLimitIsTaken() throws Exception {
        HttpResponse<String> answer = client().json("SendMessage", "x".repeat(4 * 1024 * 1024));

        assertThat(answer.statusCode()).isEqualTo(200);
    }

    @Test
    void aServiceThatBreaksIsAnInternalFailureWithoutDetails() throws Exception {
        HttpResponse<String> answer = client().json("SendMessage", "break");

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("InternalFailure").doesNotContain("on purpose");
    }

    @Test
    void aClientThatLeavesWithdrawsItsParkedRequest() {
        int before = queues.withdrawn.get();
        int parkedBefore = queues.parked.get();
        try (HttpClient http = HttpClient.newHttpClient()) {
            CompletableFuture<HttpResponse<String>> waiting = http.sendAsync(
                    client().jsonRequest("ReceiveMessage", "park"), HttpResponse.BodyHandlers.ofString());
            await().until(() -> queues.parked.get() > parkedBefore);

            http.shutdownNow();

            await().until(() -> queues.withdrawn.get() > before);
            assertThat(waiting).isCompletedExceptionally();
        }
    }

    @Test
    void aClientThatExpectsToContinueIsToldTo() throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(10_000);
            OutputStream out = socket.getOutputStream();
            out.write("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            InputStream in = socket.getInputStream();
            assertThat(line(in)).isEqualTo("HTTP/1.1 100 Continue");
            assertThat(line(in)).isEmpty();

            out.write("{}".getBytes(StandardCharsets.US_ASCII));
            out.flush();

            assertThat(line(in)).startsWith("HTTP/1.1 403");
        }
    }

    @Test
    void pipelinedRequestsAreAnsweredInOrder() throws IOException {
        try (Socket socket = new Socket(endpoint.getHost(), endpoint.getPort())) {
            socket.setSoTimeout(10_000);
            String first = "GET /?Action=A HTTP/1.1\r\nHost: h\r\n\r\n";
            String second = "OPTIONS / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((first + second).getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();

            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answers).startsWith("HTTP/1.1 403").contains("HTTP/1.1 405");
        }
    }

    @Test
    void whoAmIIsAnswered() throws Exception {
        HttpResponse<String> answer = client().form("sts", "Action=GetCallerIdentity&Version=2011-06-15");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">")
                .contains("<Account>000000000000</Account>")
                .contains("<Arn>arn:aws:iam::000000000000:root</Arn>");
    }

    @Test
    void anOperatorMakesAndDeletesKeys() throws Exception {
        String account = "210987654321";
        assertThat(operator("POST", "", "{\"id\":\"" + account + "\",\"name\":\"a tenant\"}")
                        .statusCode())
                .isEqualTo(201);
        assertThat(operator("POST", "", "{\"id\":\"" + account + "\"}").statusCode())
                .isEqualTo(409);
        HttpResponse<String> made = operator("POST", "/" + account + "/access-keys", "{\"user\":\"alice\"}");
        assertThat(made.statusCode()).isEqualTo(201);
        JsonNode key = new ObjectMapper().readTree(made.body());
        String keyId = key.get("accessKeyId").asText();
        SignedClient alice =
                new SignedClient(endpoint, keyId, key.get("secretAccessKey").asText());

        assertThat(alice.json("ListQueues", "{}").body())
                .startsWith(account + "|arn:aws:iam::" + account + ":user/alice|" + keyId);
        assertThat(operator("GET", "/" + account + "/access-keys", "").body())
                .contains(keyId)
                .doesNotContain(key.get("secretAccessKey").asText());
        assertThat(operator("GET", "?after=2", "").body()).contains(account);

        assertThat(operator("DELETE", "/" + account + "/access-keys/" + keyId, "")
                        .statusCode())
                .isEqualTo(204);
        assertThat(alice.json("ListQueues", "{}").statusCode()).isEqualTo(403);
        assertThat(operator("DELETE", "/" + account + "/access-keys/" + keyId, "")
                        .statusCode())
                .isEqualTo(404);
        assertThat(operator("POST", "/999999999999/access-keys", "{}").statusCode())
                .isEqualTo(404);
        assertThat(operator("POST", "", "{\"id\":\"NOT VALID\"}").statusCode()).isEqualTo(400);
    }

    @Test
    void withoutTheOperatorsTokenNothingIsSaid() throws Exception {
        HttpResponse<String> answer = plain(HttpRequest.newBuilder(endpoint.resolve("/_posthorn/accounts")));

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void itIsReadyAndCountsWhatItRefused() throws Exception {
        assertThat(new SignedClient(endpoint, "test", "wrong")
                        .json("ListQueues", "{}")
                        .statusCode())
                .isEqualTo(403);

        assertThat(plain(HttpRequest.newBuilder(endpoint.resolve("/q/health/ready")))
                        .body())
                .contains("\"signer\"")
                .contains("\"UP\"");
        assertThat(plain(HttpRequest.newBuilder(endpoint.resolve("/q/metrics"))).body())
                .contains("posthorn_signer_authentications_total{cause=\"mismatch\"}")
                .contains("posthorn_signer_verification_seconds_count");
    }

    private HttpResponse<String> operator(String method, String path, String body)
            throws IOException, InterruptedException {
        return plain(HttpRequest.newBuilder(endpoint.resolve("/_posthorn/accounts" + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .header("Content-Type", "application/json")
                .header("Authorization", "Bearer " + OPERATOR_TOKEN));
    }

    private SignedClient client() {
        return new SignedClient(endpoint, "test", "test");
    }

    private String origin() {
        return "http://" + endpoint.getAuthority();
    }

    private static HttpResponse<String> plain(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.version(HttpClient.Version.HTTP_1_1).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return line.toString();
    }
}
