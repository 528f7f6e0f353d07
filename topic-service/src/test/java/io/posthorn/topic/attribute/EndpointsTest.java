package io.posthorn.topic.attribute;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointsTest {
    private static final AccountId ACCOUNT = new AccountId("123456789012");
    private static final TopicKey STANDARD = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders"));
    private static final TopicKey FIFO = new TopicKey(ACCOUNT, "eu-west-1", new TopicName("orders.fifo"));
    private static final String QUEUE = "arn:aws:sqs:eu-west-1:123456789012:orders";

    @ParameterizedTest
    @CsvSource({
        "http,http://example.com",
        "http,HTTP://example.com/hook",
        "https,https://user:password@example.com:8443/hook?a=b",
        "http,http://my_service:80/",
        "http,http://127.0.0.1:9000/x",
        "http,http://[::1]:9000/x",
        "http,http://[::1]/x",
        "sqs,arn:aws:sqs:eu-west-1:123456789012:orders",
        "sqs,arn:aws:sqs:us-east-1:210987654321:other"
    })
    void whatIsDeliveredMaySubscribeToAStandardTopic(String protocol, String endpoint) {
        assertThat(Endpoints.check(protocol, endpoint, STANDARD, false).wireName())
                .isEqualTo(protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "ftp", "", "sqs "})
    void otherProtocolsAreNotTheServices(String protocol) {
        assertInvalid(
                () -> Endpoints.check(protocol, QUEUE, STANDARD, false),
                "Amazon SNS does not support this protocol string: " + protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"email", "email-json", "sms", "application", "lambda", "firehose"})
    void protocolsAreRefusedThatAreNotDelivered(String protocol) {
        assertInvalid(
                () -> Endpoints.check(protocol, "somebody", STANDARD, true),
                "Protocol Reason: this endpoint does not deliver by " + protocol);
        assertInvalid(() -> Endpoints.check(protocol, "somebody", FIFO, true), "Invalid protocol type: " + protocol);
    }

    @ParameterizedTest
    @CsvSource({
        "http,https://example.com",
        "https,http://example.com",
        "http,example.com",
        "http,http://",
        "http,http:///path",
        "http,http:example.com",
        "http,http://:80/",
        "http,http://user@/",
        "http,http://example.com:0/",
        "http,http://example.com:65536/",
        "http,http://example.com:x/",
        "http,http://a:1:2/",
        "http,http://exa mple.com/",
        "http,arn:aws:sqs:eu-west-1:123456789012:orders"
    })
    void aUrlMustMatchItsProtocol(String protocol, String endpoint) {
        assertInvalid(
                () -> Endpoints.check(protocol, endpoint, STANDARD, false),
                "Endpoint must match the specified protocol");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "orders",
                "http://example.com",
                "arn:aws:sns:eu-west-1:123456789012:orders",
                "arn:aws:sqs::123456789012:orders",
                "arn:aws:sqs:eu-west-1::orders",
                "arn:aws:sqs:eu-west-1:123456789012:or/ders",
                "arn:aws:sqs:eu-west-1:123456789012:a123456789a123456789a123456789a123456789a123456789a123456789"
                        + "a123456789a1234567890"
            })
    void aQueueIsNamedByItsArn(String endpoint) {
        assertInvalid(() -> Endpoints.check("sqs", endpoint, STANDARD, false), "SQS endpoint ARN");
    }

    @Test
    void aHostInOtherLettersThanAsciiIsRefused() {
        assertInvalid(
                () -> Endpoints.check("https", "https://b\u00fccher.example/", STANDARD, false),
                "Endpoint must match the specified protocol");
        assertThat(Endpoints.check("https", "https://u:\u00fc@h.example/\u00fc", STANDARD, false))
                .isEqualTo(SubscriptionProtocol.HTTPS);
    }

    @Test
    void anEndpointIsNeededAndNotTooLong() {
        assertInvalid(
                () -> Endpoints.check("http", null, STANDARD, false),
                "Endpoint Reason: no value for required parameter");
        assertInvalid(
                () -> Endpoints.check("sqs", "", STANDARD, false), "Endpoint Reason: no value for required parameter");
        String longest = "http://example.com/" + "x".repeat(2048 - 19);
        assertThat(Endpoints.check("http", longest, STANDARD, false)).isEqualTo(SubscriptionProtocol.HTTP);
        assertInvalid(
                () -> Endpoints.check("http", longest + "x", STANDARD, false),
                "Endpoint Reason: an endpoint has at most 2048 characters");
    }

    @Test
    void fifoQueuesSubscribeToFifoTopicsOnly() {
        assertInvalid(
                () -> Endpoints.check("sqs", QUEUE + ".fifo", STANDARD, false),
                "Invalid parameter: Endpoint Reason: FIFO SQS Queues can not be subscribed to standard SNS topics");
        assertThat(Endpoints.check("sqs", QUEUE + ".fifo", FIFO, false)).isEqualTo(SubscriptionProtocol.SQS);
        assertThat(Endpoints.check("sqs", QUEUE, FIFO, false)).isEqualTo(SubscriptionProtocol.SQS);
    }

    @Test
    void urlsSubscribeToFifoTopicsWhereThatIsOffered() {
        String url = "https://example.com/";
        assertInvalid(() -> Endpoints.check("https", url, FIFO, false), "Invalid protocol type: https");
        assertThat(Endpoints.check("https", url, FIFO, true)).isEqualTo(SubscriptionProtocol.HTTPS);
    }

    @ParameterizedTest
    @CsvSource({
        "http://user:secret@example.com/a,http://user:****@example.com/a",
        "http://user:se:cr@et@example.com:80/a?b=c@d,http://user:****@example.com:80/a?b=c@d",
        "http://user:secret@example.com,http://user:****@example.com",
        "http://user@example.com/a,http://user@example.com/a",
        "http://example.com:80/a:b@c,http://example.com:80/a:b@c",
        "http://example.com?a:b@c,http://example.com?a:b@c",
        "arn:aws:sqs:eu-west-1:123456789012:orders,arn:aws:sqs:eu-west-1:123456789012:orders"
    })
    void passwordsAreNotShown(String endpoint, String shown) {
        assertThat(Endpoints.shown(endpoint)).isEqualTo(shown);
        assertThat(new Subscriber(STANDARD, ACCOUNT, SubscriptionProtocol.HTTP, endpoint).toString())
                .contains(shown)
                .doesNotContain("secret");
    }
}
