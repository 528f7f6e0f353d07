package io.posthorn.signer.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenRequestTest {
    private static final String TOPIC = "arn:aws:sns:eu-west-1:123456789012:news";
    private static final OpenRequest OWNER = new OpenRequest("sns", new AccountId("123456789012"), "eu-west-1");

    @Test
    void theLinkThatConfirmsNeedsNoSignature() {
        assertThat(OpenRequest.of(get("Action=ConfirmSubscription&TopicArn=" + TOPIC + "&Token=abc")))
                .contains(OWNER);
    }

    @Test
    void theLinkThatEndsASubscriptionNeedsNoSignature() {
        assertThat(OpenRequest.of(get("Action=Unsubscribe&SubscriptionArn=" + TOPIC + ":id")))
                .contains(OWNER);
    }

    @Test
    void aFormMayAskTheSame() {
        String form =
                "Action=ConfirmSubscription&Version=2010-03-31&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A123456789012"
                        + "%3Anews&Token=abc";
        WireRequest request = new WireRequest(
                "POST",
                "/",
                "",
                Headers.of("Content-Type", "application/x-www-form-urlencoded"),
                form.getBytes(StandardCharsets.US_ASCII));
        assertThat(OpenRequest.of(request)).contains(OWNER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Action=Publish&TopicArn=" + TOPIC + "&Message=x",
                "Action=Subscribe&TopicArn=" + TOPIC,
                "Action=ConfirmSubscription",
                "Action=ConfirmSubscription&TopicArn=nonsense",
                "Action=ConfirmSubscription&TopicArn=arn:aws:sqs:eu-west-1:123456789012:news",
                "Action=ConfirmSubscription&TopicArn=arn:aws:sns::123456789012:news",
                "Action=ConfirmSubscription&TopicArn=arn:aws:sns:eu-west-1::news",
                "Action=Unsubscribe&TopicArn=" + TOPIC,
                ""
            })
    void everythingElseNeedsOne(String query) {
        assertThat(OpenRequest.of(get(query))).isEmpty();
    }

    private static WireRequest get(String query) {
        return new WireRequest("GET", "/", query, Headers.NONE, new byte[0]);
    }
}
