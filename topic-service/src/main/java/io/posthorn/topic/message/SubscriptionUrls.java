package io.posthorn.topic.message;

import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import java.net.URI;

/**
 * The URLs by which receivers confirm and end subscriptions. An ARN's colons stand in them as they are: receivers sign
 * and compare the URL as it was sent.
 *
 * @param publicBase where receivers reach the SNS API, such as {@code https://sns.example.com}
 */
public record SubscriptionUrls(URI publicBase) {
    public SubscriptionUrls {
        if (!publicBase.isAbsolute() || publicBase.getRawQuery() != null || publicBase.getRawFragment() != null) {
            throw new IllegalArgumentException("the public base is an absolute URL without query and fragment");
        }
    }

    /** SubscribeURL: confirms or restores the subscription that {@code token} stands for. */
    public String subscribe(TopicKey topic, String token) {
        return action("ConfirmSubscription") + "&TopicArn=" + topic.arn() + "&Token=" + token;
    }

    /** UnsubscribeURL: ends {@code subscription}. */
    public String unsubscribe(SubscriptionKey subscription) {
        return action("Unsubscribe") + "&SubscriptionArn=" + subscription.arn();
    }

    private String action(String name) {
        String base = publicBase.toString();
        return base + (base.endsWith("/") ? "" : "/") + "?Action=" + name;
    }
}
