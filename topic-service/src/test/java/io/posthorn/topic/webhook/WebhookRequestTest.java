package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.message.Confirmation;
import io.posthorn.topic.message.SubscriptionUrls;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Headers in the service's order and case, and bodies to the byte. */
class WebhookRequestTest {
    private static final SubscriptionUrls URLS =
            new SubscriptionUrls(URI.create("https://sns.us-west-2.amazonaws.com"));

    @Test
    void aNotification() {
        WebhookRequest request = WebhookRequest.of(
                Samples.content(Optional.of(Samples.SIGNATURE)),
                Samples.SUBSCRIPTION.arn(),
                URLS.unsubscribe(Samples.SUBSCRIPTION),
                false,
                "application/json",
                Optional.of(Samples.SIGNATURE));

        assertThat(printed(request)).isEqualTo("""
                x-amz-sns-message-type: Notification
                x-amz-sns-message-id: 22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324
                x-amz-sns-topic-arn: arn:aws:sns:us-west-2:123456789012:MyTopic
                x-amz-sns-subscription-arn: arn:aws:sns:us-west-2:123456789012:MyTopic:c9135db0-26c4-47ec-8998-413945fb5a96
                Content-Type: application/json
                Connection: Keep-Alive
                User-Agent: Amazon Simple Notification Service Agent
                Accept-Encoding: gzip,deflate

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
                  "UnsubscribeURL" : "https://sns.us-west-2.amazonaws.com/?Action=Unsubscribe&SubscriptionArn=arn:aws:sns:us-west-2:123456789012:MyTopic:c9135db0-26c4-47ec-8998-413945fb5a96",
                  "MessageAttributes" : {
                    "attr1" : {"Type":"Number","Value":"1"}
                  }
                }""");
    }

    @Test
    void aRawMessageSaysThatItIsRawAndLeavesItsAttributesBehind() {
        WebhookRequest request = WebhookRequest.of(
                Samples.content(Optional.empty()),
                Samples.SUBSCRIPTION.arn(),
                URLS.unsubscribe(Samples.SUBSCRIPTION),
                true,
                "text/csv",
                Optional.empty());

        assertThat(printed(request)).isEqualTo("""
                x-amz-sns-message-type: Notification
                x-amz-sns-message-id: 22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324
                x-amz-sns-topic-arn: arn:aws:sns:us-west-2:123456789012:MyTopic
                x-amz-sns-subscription-arn: arn:aws:sns:us-west-2:123456789012:MyTopic:c9135db0-26c4-47ec-8998-413945fb5a96
                x-amz-sns-rawdelivery: true
                Content-Type: text/csv
                Connection: Keep-Alive
                User-Agent: Amazon Simple Notification Service Agent
                Accept-Encoding: gzip,deflate

                Hello world!""");
    }

    @Test
    void onlyAConfirmationOfUnsubscribingNamesTheSubscription() {
        ConfirmationContent subscribing = ConfirmationContent.of(
                Confirmation.ofSubscription("m-1", Samples.TOPIC, "2336412f37", URLS, Samples.AT), Samples.SIGNATURE);
        ConfirmationContent unsubscribing = ConfirmationContent.of(
                Confirmation.ofUnsubscribe("m-2", Samples.SUBSCRIPTION, "2336412f37", URLS, Samples.AT),
                Samples.SIGNATURE);

        assertThat(WebhookRequest.of(subscribing, Samples.SUBSCRIPTION.arn()).headers())
                .containsExactly(
                        Map.entry("x-amz-sns-message-type", "SubscriptionConfirmation"),
                        Map.entry("x-amz-sns-message-id", "m-1"),
                        Map.entry("x-amz-sns-topic-arn", "arn:aws:sns:us-west-2:123456789012:MyTopic"),
                        Map.entry("Content-Type", "text/plain; charset=UTF-8"),
                        Map.entry("Connection", "Keep-Alive"),
                        Map.entry("User-Agent", "Amazon Simple Notification Service Agent"),
                        Map.entry("Accept-Encoding", "gzip,deflate"));
        assertThat(WebhookRequest.of(unsubscribing, Samples.SUBSCRIPTION.arn()).headers())
                .startsWith(
                        Map.entry("x-amz-sns-message-type", "UnsubscribeConfirmation"),
                        Map.entry("x-amz-sns-message-id", "m-2"),
                        Map.entry("x-amz-sns-topic-arn", "arn:aws:sns:us-west-2:123456789012:MyTopic"),
                        Map.entry("x-amz-sns-subscription-arn", Samples.SUBSCRIPTION.arn()))
                .contains(Map.entry("Content-Type", "text/plain; charset=UTF-8"));
        assertThat(body(WebhookRequest.of(subscribing, Samples.SUBSCRIPTION.arn())))
                .isEqualTo(subscribing.document())
                .contains("\"Token\" : \"2336412f37\"");
    }

    @Test
    void tokensAndMessagesAreNotShown() {
        ConfirmationContent content = ConfirmationContent.of(
                Confirmation.ofSubscription("m-1", Samples.TOPIC, "2336412f37", URLS, Samples.AT), Samples.SIGNATURE);

        assertThat(List.of(
                        content.toString(),
                        WebhookRequest.of(content, Samples.SUBSCRIPTION.arn()).toString(),
                        Samples.content(Optional.empty()).toString()))
                .allSatisfy(shown -> assertThat(shown).doesNotContain("2336412f37", "Hello"));
    }

    private static String printed(WebhookRequest request) {
        return request.headers().stream()
                        .map(each -> each.getKey() + ": " + each.getValue() + "\n")
                        .collect(Collectors.joining())
                + "\n" + body(request);
    }

    private static String body(WebhookRequest request) {
        return new String(request.body().bytes(), StandardCharsets.UTF_8);
    }
}
