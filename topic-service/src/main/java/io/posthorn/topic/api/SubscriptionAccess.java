package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.SubscriptionArn;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.ApiException;
import org.jspecify.annotations.Nullable;

/** Who may do what to a subscription: the account that made it and the topic's owner. */
final class SubscriptionAccess {
    private SubscriptionAccess() {}

    /** The subscription that SubscriptionArn names, which must be of the call's region; fails with InvalidParameter. */
    static SubscriptionKey named(Call call, @Nullable String subscriptionArn) {
        SubscriptionKey key = SubscriptionArn.parse(subscriptionArn == null ? "" : subscriptionArn);
        if (!key.topic().region().equals(call.region())) {
            throw SnsErrors.invalid("SubscriptionArn");
        }
        return key;
    }

    /** Fails with AuthorizationError unless the caller may do {@code action} to the subscription. */
    static void require(Call call, SubscriptionDescription subscription, String action) {
        if (!isOwner(call, subscription)) {
            throw denied(call, action, subscription.key().arn());
        }
    }

    /** The same for Unsubscribe, which an endpoint by HTTP may do without signing unless it was confirmed otherwise. */
    static void requireUnsubscribe(Call call, SubscriptionDescription subscription) {
        boolean open = subscription.protocol().isHttp() && !subscription.authenticateOnUnsubscribe();
        if (!open) {
            require(call, subscription, "Unsubscribe");
        }
    }

    /** Whether somebody who signed as the account that subscribed or as the topic's asks. */
    static boolean isOwner(Call call, SubscriptionDescription subscription) {
        return !call.accessKeyId().isEmpty()
                && (call.account().equals(subscription.owner())
                        || call.account().equals(subscription.key().topic().account()));
    }

    private static ApiException denied(Call call, String action, String resource) {
        return TopicAccess.denied(call, "SNS:" + action, resource, "no resource-based policy allows");
    }
}
