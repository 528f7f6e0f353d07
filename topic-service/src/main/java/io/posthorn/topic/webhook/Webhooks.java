package io.posthorn.topic.webhook;

import io.posthorn.platform.outbound.OutboundHttp;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.delivery.TargetKind;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.topic.topic.SubscriptionKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;

/** Everything about subscribers by HTTP that the delivery engine and the fan-out need. */
public final class Webhooks {
    private final Subscribers subscribers;
    private final KnownSubscribers known;
    private final List<TargetKind<?>> kinds;

    /**
     * @param random one that nobody can predict
     * @param maxKnown how many subscribers are kept in memory for a moment
     */
    public Webhooks(
            Subscribers subscribers,
            OutboundHttp http,
            DeadLetters deadLetters,
            SubscriptionUrls urls,
            NotificationSigner signer,
            WebhookMeters meters,
            SecureRandom random,
            Clock clock,
            int maxKnown) {
        this.subscribers = subscribers;
        this.known = new KnownSubscribers(subscribers::confirmed, maxKnown, System::nanoTime);
        WebhookSender sender = new WebhookSender(http, random, clock, System::nanoTime);
        this.kinds = List.of(
                new HttpSubscribers(known, sender, deadLetters, urls, signer, meters, clock, new Sampling()),
                new AskedEndpoints(subscribers, sender, meters));
    }

    /** What is delivered: notifications and confirmations. */
    public List<TargetKind<?>> kinds() {
        return kinds;
    }

    /** The target that notifications to a subscription go to. */
    public static TargetKey notifications(SubscriptionKey subscription) {
        return new TargetKey(subscription.topic().account(), HttpSubscriber.KIND, subscription.id());
    }

    /** The target that its confirmations go to. */
    public static TargetKey confirmations(SubscriptionKey subscription) {
        return new TargetKey(subscription.topic().account(), AskedEndpoint.KIND, subscription.id());
    }

    /** Reads subscribers. */
    public Subscribers subscribers() {
        return subscribers;
    }

    /** {@code subscriber} is as it is now, so that its deliveries need not ask. */
    public void tell(HttpSubscriber subscriber) {
        known.tell(subscriber);
    }

    /** Each thread's own numbers. */
    private static final class Sampling implements RandomGenerator {
        @Override
        public long nextLong() {
            return ThreadLocalRandom.current().nextLong();
        }
    }
}
