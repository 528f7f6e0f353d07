package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.arn.Arn;
import io.posthorn.topic.attribute.Endpoints;
import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.catalog.NewSubscription;
import io.posthorn.topic.catalog.SubscribeResult;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.Optional;

/**
 * Subscribes an endpoint to a topic. The caller's own queue is confirmed at once; any other endpoint is asked first, and
 * asked again when it is subscribed again.
 */
final class Subscribe extends SnsOperation<SubscribeInput, SubscribeOutput> {
    static final OperationShape<SubscribeInput, SubscribeOutput> SHAPE =
            new OperationShape<>("Subscribe", SubscribeInput.class, SubscribeOutput.class);

    private static final String PENDING = "pending confirmation";

    private final SnsContext sns;

    Subscribe(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<SubscribeOutput> answer(Call call, SubscribeInput input) {
        TopicKey key = SnsContext.topic(call, input.topicArn());
        String named = input.protocol();
        if (named == null) {
            throw SnsErrors.missing("protocol");
        }
        SubscriptionProtocol protocol =
                Endpoints.check(named, input.endpoint(), key, sns.options().httpOnFifo());
        String endpoint = Objects.requireNonNull(input.endpoint());
        return sns.find(call, input.topicArn()).flatMap(topic -> {
            SubscriptionAttributes attributes = SubscriptionAttributes.forSubscribe(
                    new Subscriber(key, call.account(), protocol, Endpoints.shown(endpoint)),
                    input.attributes(),
                    FilterPolicies.ofSubscribe());
            requireArchive(topic, attributes);
            Optional<Confirmations.Token> token = isOwnQueue(call, protocol, endpoint)
                    ? Optional.empty()
                    : Optional.of(sns.options().freshToken(sns.clock().instant()));
            NewSubscription asked = new NewSubscription(
                    sns.ids().get(),
                    call.principal().arn(),
                    sns.secrets().sealed(endpoint),
                    other -> sns.secrets().holds(other, endpoint),
                    attributes,
                    token.map(Confirmations.Token::stored));
            return sns.subscriptions(key.account())
                    .subscribe(key, asked, there -> {
                        if (!there.attributes().sameAs(attributes)) {
                            throw SubscriptionAttributes.different();
                        }
                    })
                    .invoke(() -> sns.known().forget(key))
                    .flatMap(result -> confirmed(subscribed(result), token))
                    .map(subscription -> output(subscription, Boolean.TRUE.equals(input.returnSubscriptionArn())));
        });
    }

    /** Whether it is a queue of the caller's account, which needs no asking. */
    private static boolean isOwnQueue(Call call, SubscriptionProtocol protocol, String endpoint) {
        return protocol == SubscriptionProtocol.SQS
                && Arn.parse(endpoint).account().equals(call.account().value());
    }

    static void requireArchive(TopicDescription topic, SubscriptionAttributes attributes) {
        if (attributes.replayPolicy().isPresent()
                && topic.attributes().archivePolicy().isEmpty()) {
            throw SnsErrors.invalid("ReplayPolicy", "The topic has no ArchivePolicy");
        }
    }

    private static SubscriptionDescription subscribed(SubscribeResult result) {
        return switch (result) {
            case SubscribeResult.Created(SubscriptionDescription subscription) -> subscription;
            case SubscribeResult.Existing(SubscriptionDescription subscription) -> subscription;
            case SubscribeResult.NoTopic() -> throw SnsErrors.topicNotFound();
            case SubscribeResult.TooMany(SubscribeResult.Limit limit) -> throw tooMany(limit);
        };
    }

    static ApiException tooMany(SubscribeResult.Limit limit) {
        return switch (limit) {
            case SUBSCRIPTIONS ->
                SnsErrors.SUBSCRIPTION_LIMIT_EXCEEDED.because("The subscription limit has been exceeded");
            case FILTER_POLICIES ->
                SnsErrors.FILTER_POLICY_LIMIT_EXCEEDED.because("The filter policy limit has been exceeded");
        };
    }

    private Uni<SubscriptionDescription> confirmed(
            SubscriptionDescription subscription, Optional<Confirmations.Token> token) {
        return subscription.pending() && token.isPresent()
                ? sns.confirmations().send(subscription, token.get()).replaceWith(subscription)
                : Uni.createFrom().item(subscription);
    }

    private static SubscribeOutput output(SubscriptionDescription subscription, boolean arnAnyway) {
        return new SubscribeOutput(
                subscription.pending() && !arnAnyway
                        ? PENDING
                        : subscription.key().arn());
    }
}
