package io.posthorn.topic.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.posthorn.platform.AccountId;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.wire.Blob;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;

/** The documents and the texts that are signed, as the service prints them. */
class NotificationTest {
    private static final TopicKey TOPIC =
            new TopicKey(new AccountId("123456789012"), "us-west-2", new TopicName("MyTopic"));
    private static final SubscriptionKey SUBSCRIPTION =
            new SubscriptionKey(TOPIC, UUID.fromString("c9135db0-26c4-47ec-8998-413945fb5a96"));
    private static final SubscriptionUrls URLS =
            new SubscriptionUrls(URI.create("https://sns.us-west-2.amazonaws.com"));
    private static final String CERTIFICATE =
            "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem";

    @Example
    void aNotificationIsPrintedAsTheServicePrintsIt() {
        Notification notification =
                notification(Optional.of("My First Message"), "Hello world!", MessageAttributes.NONE);

        assertThat(notification.json(
                        Optional.of(new Signature("1", "EXAMPLEw6JRN...", CERTIFICATE)),
                        URLS.unsubscribe(SUBSCRIPTION)))
                .isEqualTo("""
                        {
                          "Type" : "Notification",
                          "MessageId" : "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                          "TopicArn" : "arn:aws:sns:us-west-2:123456789012:MyTopic",
                          "Subject" : "My First Message",
                          "Message" : "Hello world!",
                          "Timestamp" : "2012-05-02T00:54:06.655Z",
                          "SignatureVersion" : "1",
                          "Signature" : "EXAMPLEw6JRN...",
                          "SigningCertURL" : "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
                          "UnsubscribeURL" : "https://sns.us-west-2.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-west-2:123456789012:MyTopic:c9135db0-26c4-47ec-8998-413945fb5a96"
                        }""");
        assertThat(notification.signingText()).isEqualTo("""
                        Message
                        Hello world!
                        MessageId
                        22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324
                        Subject
                        My First Message
                        Timestamp
                        2012-05-02T00:54:06.655Z
                        TopicArn
                        arn:aws:sns:us-west-2:123456789012:MyTopic
                        Type
                        Notification
                        """);
    }

    @Example
    void aSubscriptionConfirmationIsPrintedAsTheServicePrintsIt() {
        Confirmation confirmation = Confirmation.ofSubscription(
                "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
                TOPIC,
                "2336412f37...",
                URLS,
                Instant.parse("2012-04-26T20:45:04.751Z"));

        assertThat(confirmation.json(new Signature("1", "EXAMPLEpH+DcEwj=", CERTIFICATE)))
                .isEqualTo("""
                        {
                          "Type" : "SubscriptionConfirmation",
                          "MessageId" : "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
                          "Token" : "2336412f37...",
                          "TopicArn" : "arn:aws:sns:us-west-2:123456789012:MyTopic",
                          "Message" : "You have chosen to subscribe to the topic arn:aws:sns:us-west-2:123456789012:MyTopic.\\nTo confirm the subscription, visit the SubscribeURL included in this message.",
                          "SubscribeURL" : "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-west-2:123456789012:MyTopic&Token=2336412f37...",
                          "Timestamp" : "2012-04-26T20:45:04.751Z",
                          "SignatureVersion" : "1",
                          "Signature" : "EXAMPLEpH+DcEwj=",
                          "SigningCertURL" : "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem"
                        }""");
        assertThat(confirmation.signingText()).isEqualTo("""
                        Message
                        You have chosen to subscribe to the topic arn:aws:sns:us-west-2:123456789012:MyTopic.
                        To confirm the subscription, visit the SubscribeURL included in this message.
                        MessageId
                        165545c9-2a5c-472c-8df2-7ff2be2b3b1b
                        SubscribeURL
                        https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-west-2:123456789012:MyTopic&Token=2336412f37...
                        Timestamp
                        2012-04-26T20:45:04.751Z
                        Token
                        2336412f37...
                        TopicArn
                        arn:aws:sns:us-west-2:123456789012:MyTopic
                        Type
                        SubscriptionConfirmation
                        """);
        assertThat(confirmation.toString()).doesNotContain("2336412f37");
    }

    @Example
    void anUnsubscribeConfirmationIsPrintedAndSignedWithItsToken() {
        Confirmation confirmation = Confirmation.ofUnsubscribe(
                "47138184-6831-46b8-8f7c-afc488602d7d",
                SUBSCRIPTION,
                "2336412f37fb6...",
                URLS,
                Instant.parse("2012-04-26T20:06:41.581Z"));

        assertThat(confirmation.json(new Signature("1", "EXAMPLEHXgJm...", CERTIFICATE)))
                .isEqualTo("""
                        {
                          "Type" : "UnsubscribeConfirmation",
                          "MessageId" : "47138184-6831-46b8-8f7c-afc488602d7d",
                          "Token" : "2336412f37fb6...",
                          "TopicArn" : "arn:aws:sns:us-west-2:123456789012:MyTopic",
                          "Message" : "You have chosen to deactivate subscription arn:aws:sns:us-west-2:123456789012:MyTopic:c9135db0-26c4-47ec-8998-413945fb5a96.\\nTo cancel this operation and restore the subscription, visit the SubscribeURL included in this message.",
                          "SubscribeURL" : "https://sns.us-west-2.amazonaws.com/?Action=ConfirmSubscription&TopicArn=arn:aws:sns:us-west-2:123456789012:MyTopic&Token=2336412f37fb6...",
                          "Timestamp" : "2012-04-26T20:06:41.581Z",
                          "SignatureVersion" : "1",
                          "Signature" : "EXAMPLEHXgJm...",
                          "SigningCertURL" : "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem"
                        }""");
        assertThat(confirmation.signingText())
                .contains("\nToken\n2336412f37fb6...\nTopicArn\n")
                .endsWith("\nType\nUnsubscribeConfirmation\n");
    }

    @Example
    void aSubjectThatWasNotSentIsNeitherPrintedNorSigned() {
        Notification notification = notification(Optional.empty(), "m", MessageAttributes.NONE);

        assertThat(notification.json(Optional.empty(), "u")).doesNotContain("Subject");
        assertThat(notification.signingText())
                .isEqualTo("Message\nm\nMessageId\n22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324\nTimestamp\n"
                        + "2012-05-02T00:54:06.655Z\nTopicArn\narn:aws:sns:us-west-2:123456789012:MyTopic\n"
                        + "Type\nNotification\n");
    }

    @Example
    void attributesAreOneALineAndBytesInBase64() {
        MessageAttributes attributes = MessageAttributes.of(Map.of(
                "b", new MessageAttribute.Binary("Binary.x", Blob.of(new byte[] {0, (byte) 0xFF, 62})),
                "a", new MessageAttribute.Text("Number", "1.0"),
                "c", new MessageAttribute.Text("String.Array", "[\"x\", 1]")));

        assertThat(notification(Optional.empty(), "m", attributes).json(Optional.empty(), "https://u"))
                .endsWith("""
                          "UnsubscribeURL" : "https://u",
                          "MessageAttributes" : {
                            "a" : {"Type":"Number","Value":"1.0"},
                            "b" : {"Type":"Binary.x","Value":"AP8+"},
                            "c" : {"Type":"String.Array","Value":"[\\"x\\", 1]"}
                          }
                        }""");
    }

    @Example
    void aFifoTopicsMessageHasASequenceNumberAndNoSignature() {
        Notification notification = new Notification(
                "id",
                Optional.of("10000000000000003000"),
                "arn:aws:sns:us-west-2:123456789012:MyTopic.fifo",
                Optional.empty(),
                "m",
                Instant.EPOCH,
                MessageAttributes.NONE);

        assertThat(notification.json(Optional.empty(), "https://u")).isEqualTo("""
                        {
                          "Type" : "Notification",
                          "MessageId" : "id",
                          "SequenceNumber" : "10000000000000003000",
                          "TopicArn" : "arn:aws:sns:us-west-2:123456789012:MyTopic.fifo",
                          "Message" : "m",
                          "Timestamp" : "1970-01-01T00:00:00.000Z",
                          "UnsubscribeURL" : "https://u"
                        }""");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> notification.json(Optional.of(new Signature("1", "s", CERTIFICATE)), "https://u"));
    }

    @Example
    void timestampsAlwaysHaveThreeDigitsOfASecond() {
        assertThat(Document.timestamp(Instant.parse("2026-01-02T03:04:05Z"))).isEqualTo("2026-01-02T03:04:05.000Z");
        assertThat(Document.timestamp(Instant.parse("2026-01-02T03:04:05.1Z"))).isEqualTo("2026-01-02T03:04:05.100Z");
        assertThat(Document.timestamp(Instant.parse("2026-01-02T03:04:05.999999999Z")))
                .isEqualTo("2026-01-02T03:04:05.999Z");
    }

    @Example
    void textIsEscapedAsJsonAsksForAndNoMore() {
        assertThat(notification(Optional.empty(), "\"\\/<&'é€😀\b\f\n\r\t\u0000\u001f\u007f", MessageAttributes.NONE)
                        .json(Optional.empty(), "u"))
                .contains("\"Message\" : \"\\\"\\\\/<&'é€😀\\b\\f\\n\\r\\t\\u0000\\u001F\u007f\"");
    }

    @Example
    void urlsStandOnThePublicBase() {
        assertThat(new SubscriptionUrls(URI.create("http://localhost:9911/")).subscribe(TOPIC, "t"))
                .isEqualTo("http://localhost:9911/?Action=ConfirmSubscription"
                        + "&TopicArn=arn:aws:sns:us-west-2:123456789012:MyTopic&Token=t");
        assertThat(new SubscriptionUrls(URI.create("https://example.com/sns")).unsubscribe(SUBSCRIPTION))
                .isEqualTo("https://example.com/sns/?Action=Unsubscribe&SubscriptionArn=" + SUBSCRIPTION.arn());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SubscriptionUrls(URI.create("https://example.com/?a=b")));
        assertThatIllegalArgumentException().isThrownBy(() -> new SubscriptionUrls(URI.create("/sns")));
    }

    @Example
    void whatIsSentDoesNotShow() {
        assertThat(notification(Optional.of("secret"), "secret", MessageAttributes.NONE))
                .hasToString("Notification[22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324]");
    }

    @Property(tries = 300)
    void whatIsPrintedReadsBackAsItWas(
            @ForAll @StringLength(max = 50) String subject,
            @ForAll String message,
            @ForAll @StringLength(min = 1, max = 20) String name,
            @ForAll @StringLength(max = 20) String value)
            throws JsonProcessingException {
        MessageAttributes attributes = MessageAttributes.of(Map.of(name, new MessageAttribute.Text("String", value)));
        String json = notification(Optional.of(subject), message, attributes)
                .json(Optional.of(new Signature("2", "c2ln", CERTIFICATE)), URLS.unsubscribe(SUBSCRIPTION));

        JsonNode read = new JsonMapper().readTree(json);

        assertThat(fieldNames(read))
                .containsExactly(
                        "Type",
                        "MessageId",
                        "TopicArn",
                        "Subject",
                        "Message",
                        "Timestamp",
                        "SignatureVersion",
                        "Signature",
                        "SigningCertURL",
                        "UnsubscribeURL",
                        "MessageAttributes");
        assertThat(read.get("Subject").textValue()).isEqualTo(subject);
        assertThat(read.get("Message").textValue()).isEqualTo(message);
        assertThat(read.get("MessageAttributes").get(name).get("Value").textValue())
                .isEqualTo(value);
    }

    private static List<String> fieldNames(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static Notification notification(Optional<String> subject, String message, MessageAttributes attributes) {
        return new Notification(
                "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
                Optional.empty(),
                TOPIC.arn().toString(),
                subject,
                message,
                Instant.parse("2012-05-02T00:54:06.655Z"),
                attributes);
    }
}
