package io.posthorn.topic.topic;

import static io.posthorn.topic.attribute.Refusals.assertInvalid;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArnsTest {
    private static final TopicKey TOPIC =
            new TopicKey(new AccountId("123456789012"), "eu-west-1", new TopicName("orders.fifo"));

    @Test
    void whatIsPrintedIsRead() {
        assertThat(TopicArn.parse(TOPIC.arn().toString(), "TopicArn")).isEqualTo(TOPIC);
        SubscriptionKey subscription =
                new SubscriptionKey(TOPIC, UUID.fromString("c9135db0-26c4-47ec-8998-413945fb5a96"));
        assertThat(SubscriptionArn.parse(subscription.arn())).isEqualTo(subscription);
    }

    @ParameterizedTest
    @CsvSource({
        "'','TopicArn Reason: An ARN must have at least 6 elements, not 1'",
        "orders,'TopicArn Reason: An ARN must have at least 6 elements, not 1'",
        "arn:aws:sns:eu-west-1:orders,'TopicArn Reason: An ARN must have at least 6 elements, not 5'",
        "arn:aws:sqs:eu-west-1:123456789012:orders,TopicArn",
        "yrn:aws:sns:eu-west-1:123456789012:orders,TopicArn",
        "arn:aws-cn:sns:eu-west-1:123456789012:orders,TopicArn",
        "arn:aws:sns::123456789012:orders,TopicArn",
        "arn:aws:sns:eu-west-1::orders,TopicArn",
        "arn:aws:sns:eu-west-1:ACCOUNT:orders,TopicArn",
        "arn:aws:sns:eu-west-1:123456789012:,TopicArn",
        "arn:aws:sns:eu-west-1:123456789012:or ders,TopicArn",
        "arn:aws:sns:eu-west-1:123456789012:orders:c9135db0-26c4-47ec-8998-413945fb5a96,TopicArn"
    })
    void whatNamesNoTopicIsRefused(String arn, String text) {
        assertInvalid(() -> TopicArn.parse(arn, "TopicArn"), text);
        assertInvalid(() -> TopicArn.parse(arn, "TargetArn"), text.replace("TopicArn", "TargetArn"));
    }

    @ParameterizedTest
    @CsvSource({
        "'',SubscriptionArn Reason: no value for required parameter",
        "pending confirmation,'SubscriptionArn Reason: An ARN must have at least 6 elements, not 1'",
        "arn:aws:sns:eu-west-1:orders,'SubscriptionArn Reason: An ARN must have at least 6 elements, not 5'",
        "arn:aws:sns:eu-west-1:123456789012:orders,SubscriptionId",
        "arn:aws:sns:eu-west-1:123456789012:orders:1,SubscriptionId",
        "arn:aws:sns:eu-west-1:123456789012:orders:1-2-3-4-5,SubscriptionId",
        "arn:aws:sns:eu-west-1:123456789012:orders:c9135db0-26c4-47ec-8998-413945fb5a96:x,SubscriptionId",
        "arn:aws:sqs:eu-west-1:123456789012:orders:c9135db0-26c4-47ec-8998-413945fb5a96,SubscriptionArn"
    })
    void whatNamesNoSubscriptionIsRefused(String arn, String text) {
        assertInvalid(() -> SubscriptionArn.parse(arn), text);
    }
}
