package io.posthorn.signer.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.signer.sigv4.Refusal;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the edge reads of a request, and how it words its errors. */
class EdgeTextTest {
    private static final WireRequest JSON = request("", "", "X-Amz-Target", "AmazonSQS.SendMessage");
    private static final WireRequest QUERY = request("Action=SendMessage", "");

    @ParameterizedTest
    @CsvSource({
        "/, /, ''",
        "/a%20b?x=y?z, /a%20b, x=y?z",
        "//a, //a, ''",
        "http://h:1/p?q, /p, q",
        "http://h:1, /, ''",
        "/?, /, ''"
    })
    void anAddressIsSplitAsItIsSent(String uri, String path, String query) {
        assertThat(RequestTarget.parse(uri)).isEqualTo(new RequestTarget(path, query));
    }

    @ParameterizedTest
    @CsvSource({"*", "h:443", "''", "/a b", "/é", "/\u007f"})
    void anAddressThatIsNoneIsRefused(String uri) {
        assertThat(RequestTarget.parse(uri)).isNull();
    }

    @Test
    void anActionIsFoundWhereClientsWriteIt() {
        assertThat(ActionName.of(JSON)).isEqualTo("SendMessage");
        assertThat(ActionName.of(QUERY)).isEqualTo("SendMessage");
        assertThat(ActionName.of(request("X=Action=No&Action=ListQueues&Y=1", "")))
                .isEqualTo("ListQueues");
        assertThat(ActionName.of(request("", "Action=GetQueueUrl&QueueName=q"))).isEqualTo("GetQueueUrl");
        assertThat(ActionName.of(request("", "Version=1&Action=PurgeQueue"))).isEqualTo("PurgeQueue");
        assertThat(ActionName.of(request("", "MessageBody=Action=No"))).isEmpty();
        assertThat(ActionName.of(request("", "Action=" + "x".repeat(100)))).isEmpty();
        assertThat(ActionName.of(request("", ""))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CREDENTIALS, sqs, 403, AccessDenied",
        "NO_CREDENTIALS, sts, 403, MissingAuthenticationToken",
        "INCOMPLETE, sqs, 400, IncompleteSignature",
        "UNKNOWN_KEY, sqs, 403, InvalidClientTokenId",
        "MISMATCH, sqs, 403, SignatureDoesNotMatch",
        "SCOPE, sqs, 403, SignatureDoesNotMatch",
        "UNSIGNED_HEADER, sqs, 403, SignatureDoesNotMatch",
        "EXPIRED, sqs, 403, SignatureDoesNotMatch",
        "NOT_YET_CURRENT, sqs, 403, SignatureDoesNotMatch"
    })
    void aRefusalHasTheCodeThatAwsGives(Refusal.Cause cause, String service, int status, String code) {
        ApiException error = EdgeErrors.of(new Refusal(cause, "text"), Dialect.of(service), "http://h/");

        assertThat(error.error().status()).isEqualTo(status);
        assertThat(error.error().queryCode()).isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "NO_CREDENTIALS, 403, MissingAuthenticationToken",
        "INCOMPLETE, 400, IncompleteSignature",
        "UNKNOWN_KEY, 403, InvalidClientTokenId",
        "MISMATCH, 403, SignatureDoesNotMatch",
        "EXPIRED, 400, RequestExpired",
        "NOT_YET_CURRENT, 400, RequestExpired"
    })
    void aRefusalHasTheCodeThatYandexCloudGives(Refusal.Cause cause, int status, String code) {
        ApiException error =
                EdgeErrors.of(new Refusal(cause, "text"), Dialect.of("sqs").inYandexCloud(), "http://h/");

        assertThat(error.error().status()).isEqualTo(status);
        assertThat(error.error().queryCode()).isEqualTo(code);
    }

    @Test
    void anErrorOfYandexCloudHasItsIdsAndNoNamespace() {
        Dialect yandex = Dialect.of("sqs").inYandexCloud();

        WireResponse xml = yandex.error(QUERY, yandex.throttled(), "213c792a-2afa-4234-8759-dbc30e5b8ef8");

        assertThat(xml.status()).isEqualTo(403);
        assertThat(text(xml))
                .doesNotContain("xmlns")
                .contains("<Code>ThrottlingException</Code>")
                .contains("<RequestId>213c792a-2afa4234-8759dbc3-e5b8ef8-213c792a2afa42348759dbc30e5b8ef8</RequestId>");
        assertThat(Dialect.of("sts").inYandexCloud()).isSameAs(Dialect.of("sts"));
    }

    @Test
    void anErrorSpeaksTheRequestsProtocol() {
        WireResponse json = Dialect.of("sqs").error(JSON, Dialect.of("sqs").throttled(), "id-1");
        WireResponse xml = Dialect.of("sqs").error(QUERY, Dialect.of("sqs").throttled(), "id-1");

        assertThat(json.status()).isEqualTo(403);
        assertThat(json.headers().first("x-amzn-query-error")).isEqualTo("RequestThrottled;Sender");
        assertThat(text(json)).contains("com.amazonaws.sqs#RequestThrottled");
        assertThat(text(xml))
                .contains("http://queue.amazonaws.com/doc/2012-11-05/")
                .contains("<Code>RequestThrottled</Code>")
                .contains("<RequestId>id-1</RequestId>");
    }

    @Test
    void otherServicesHaveTheirOwnNamespaceOrNone() {
        assertThat(text(Dialect.of("sts").error(QUERY, Dialect.of("sts").throttled(), "i")))
                .contains("https://sts.amazonaws.com/doc/2011-06-15/");
        assertThat(text(Dialect.of("unheard-of").error(QUERY, Dialect.of("x").throttled(), "i")))
                .doesNotContain("xmlns")
                .contains("<Code>Throttling</Code>");
    }

    @Test
    void requestIdsAreRandomUuids() {
        SplittableRandom random = new SplittableRandom(7);
        RequestIds ids = new RequestIds(() -> random);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            String id = ids.next();
            assertThat(UUID.fromString(id).version()).isEqualTo(4);
            assertThat(UUID.fromString(id).variant()).isEqualTo(2);
            assertThat(seen.add(id)).isTrue();
        }
    }

    private static String text(WireResponse response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    private static WireRequest request(String query, @Nullable String body, String... headers) {
        byte[] bytes = body == null ? new byte[0] : body.getBytes(StandardCharsets.UTF_8);
        return new WireRequest("POST", "/", query, Headers.of(headers), bytes);
    }
}
