package io.posthorn.topic.webhook;

import io.posthorn.platform.event.EventException;
import io.posthorn.topic.api.Confirmations;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.delivery.Outcome;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.delivery.TargetKind;
import io.vertx.core.Future;
import java.security.MessageDigest;
import java.util.Optional;

/**
 * Confirmations on their way to endpoints. One whose subscription is confirmed, restored, gone or asked anew goes no further; none
 * goes to a dead-letter queue.
 */
final class AskedEndpoints implements TargetKind<AskedEndpoint> {
    private final Subscribers subscribers;
    private final WebhookSender sender;
    private final WebhookMeters meters;

    AskedEndpoints(Subscribers subscribers, WebhookSender sender, WebhookMeters meters) {
        this.subscribers = subscribers;
        this.sender = sender;
        this.meters = meters;
    }

    @Override
    public String name() {
        return AskedEndpoint.KIND;
    }

    @Override
    public Future<Optional<AskedEndpoint>> find(TargetKey key) {
        return subscribers.asked(key);
    }

    @Override
    public Future<Outcome> send(AskedEndpoint target, Delivery delivery, int attempt) {
        ConfirmationContent content;
        try {
            content =
                    ConfirmationContent.CODEC.decode(delivery.content().bytes().bytes());
        } catch (EventException unreadable) {
            return Future.succeededFuture(Answers.unsent("unreadable"));
        }
        boolean current = Confirmations.Token.hashOf(content.token())
                .filter(hash -> MessageDigest.isEqual(hash, target.tokenHash()))
                .isPresent();
        return current
                ? sender.send(
                        target.endpoint(),
                        WebhookRequest.of(content, target.subscription().arn()))
                : Future.succeededFuture(Answers.unsent("superseded"));
    }

    @Override
    public Future<Buried> deadLetter(AskedEndpoint target, Delivery delivery, Outcome last) {
        return Future.succeededFuture(Buried.NOWHERE);
    }

    @Override
    public void ended(AskedEndpoint target, Delivery delivery, Outcome last, int attempts, Optional<Buried> buried) {
        meters.confirmation(last instanceof Outcome.Accepted);
    }
}
