package io.posthorn.topic.webhook;

import io.posthorn.platform.event.EventException;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.Outcome;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.delivery.TargetKind;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.message.SubscriptionUrls;
import io.posthorn.topic.signing.NotificationSigner;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** Notifications on their way to subscribers by HTTP. */
final class HttpSubscribers implements TargetKind<HttpSubscriber> {
    private static final Logger LOG = Logger.getLogger(HttpSubscribers.class);
    private static final Logger STATUS = Logger.getLogger(DeliveryStatus.CATEGORY);
    private static final int ALL = 100;

    /** What is longer takes a worker's time, not the thread's that all deliveries share. In bytes. */
    private static final int SHORT = 16 * 1024;

    private final KnownSubscribers known;
    private final WebhookSender sender;
    private final DeadLetters deadLetters;
    private final SubscriptionUrls urls;
    private final NotificationSigner signer;
    private final WebhookMeters meters;
    private final Clock clock;
    private final RandomGenerator random;

    /** @param random chooses which deliveries the status log tells of */
    HttpSubscribers(
            KnownSubscribers known,
            WebhookSender sender,
            DeadLetters deadLetters,
            SubscriptionUrls urls,
            NotificationSigner signer,
            WebhookMeters meters,
            Clock clock,
            RandomGenerator random) {
        this.known = known;
        this.sender = sender;
        this.deadLetters = deadLetters;
        this.urls = urls;
        this.signer = signer;
        this.meters = meters;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public String name() {
        return HttpSubscriber.KIND;
    }

    @Override
    public Future<Optional<HttpSubscriber>> find(TargetKey key) {
        return known.find(key);
    }

    @Override
    public Future<Outcome> send(HttpSubscriber target, Delivery delivery, int attempt) {
        Context context = Vertx.currentContext();
        Future<Optional<WebhookRequest>> made =
                context == null || delivery.content().bytes().size() <= SHORT
                        ? Future.succeededFuture(request(target, delivery))
                        : context.executeBlocking(() -> request(target, delivery), false);
        return made.compose(request -> request.map(each -> sender.send(target.endpoint(), each))
                .orElseGet(() -> Future.succeededFuture(Answers.unsent("unreadable"))));
    }

    /** What is sent; empty when the content cannot be read. */
    private Optional<WebhookRequest> request(HttpSubscriber target, Delivery delivery) {
        try {
            NotificationContent content = content(delivery);
            return Optional.of(WebhookRequest.of(
                    content,
                    target.subscription().arn(),
                    urls.unsubscribe(target.subscription()),
                    target.raw(),
                    target.policy().headerContentType(),
                    target.raw() ? Optional.empty() : signature(target, content)));
        } catch (EventException unreadable) {
            return Optional.empty();
        }
    }

    private static NotificationContent content(Delivery delivery) throws EventException {
        return NotificationContent.CODEC.decode(delivery.content().bytes().bytes());
    }

    /** What was raw when it was published and is not any more has no signature yet. */
    private Optional<Signature> signature(HttpSubscriber target, NotificationContent content) {
        if (content.sequenceNumber() != null) {
            return Optional.empty();
        }
        Signature given = content.signature();
        return Optional.of(
                given == null
                        ? signer.sign(
                                Integer.toString(target.signatureVersion()),
                                target.subscription().topic().region(),
                                content.notification().signingText())
                        : given);
    }

    @Override
    public Future<Buried> deadLetter(HttpSubscriber target, Delivery delivery, Outcome last) {
        if (target.deadLetterQueue().isEmpty()) {
            return Future.succeededFuture(Buried.NOWHERE);
        }
        try {
            NotificationContent content = content(delivery);
            Optional<Signature> signature =
                    DeadLetters.isEnveloped(target, content) ? signature(target, content) : Optional.empty();
            return deadLetters.put(target.deadLetterQueue().get(), target, delivery, content, signature);
        } catch (EventException unreadable) {
            LOG.warnf(
                    "a delivery cannot be read and is lost subscription=%s delivery=%s",
                    target.subscription(), delivery.id());
            return Future.succeededFuture(Buried.NOWHERE);
        }
    }

    @Override
    public void ended(HttpSubscriber target, Delivery delivery, Outcome last, int attempts, Optional<Buried> buried) {
        boolean delivered = buried.isEmpty() && last instanceof Outcome.Accepted;
        meters.notification(
                target.subscription().topic(),
                delivered ? WebhookMeters.Ending.DELIVERED : WebhookMeters.Ending.FAILED);
        if (!delivered && target.deadLetterQueue().isPresent()) {
            boolean there =
                    buried.filter(where -> where == Buried.DEAD_LETTER_QUEUE).isPresent();
            meters.notification(
                    target.subscription().topic(),
                    there ? WebhookMeters.Ending.REDRIVEN : WebhookMeters.Ending.NOT_REDRIVEN);
        }
        boolean told = delivered
                ? random.nextInt(ALL) < target.feedback().successPercent()
                : target.feedback().failures();
        if (told) {
            tell(target, delivery, last, attempts);
        }
    }

    private void tell(HttpSubscriber target, Delivery delivery, Outcome last, int attempts) {
        try {
            STATUS.info(new DeliveryStatus(
                            content(delivery),
                            delivery.id(),
                            target.shownEndpoint(),
                            last,
                            attempts,
                            Duration.between(delivery.publishedAt(), clock.instant()))
                    .json());
        } catch (EventException unreadable) {
            LOG.debug("a delivery whose status cannot be told", unreadable);
        }
    }
}
