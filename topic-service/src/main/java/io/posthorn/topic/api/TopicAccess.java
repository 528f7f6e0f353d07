package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.api.Authorizer;
import io.posthorn.platform.policy.PolicyDecision;
import io.posthorn.platform.policy.PolicyEvaluator;
import io.posthorn.platform.policy.PolicyRequest;
import io.posthorn.platform.policy.Requester;
import io.posthorn.topic.catalog.KnownTopics;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicArn;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what to a topic. The owner's identities may everything that the topic's policy does not deny; identities of other
 * accounts what it allows; nobody without a signature anything but to confirm and to unsubscribe, which the subscription
 * itself decides.
 */
public final class TopicAccess implements Authorizer {
    private static final String ANONYMOUS = "anonymous";

    /** These are about a subscription, which knows who may. */
    private static final Set<String> OF_SUBSCRIPTIONS =
            Set.of("ConfirmSubscription", "Unsubscribe", "GetSubscriptionAttributes", "SetSubscriptionAttributes");

    private final KnownTopics topics;

    public TopicAccess(KnownTopics topics) {
        this.topics = topics;
    }

    @Override
    public Decision decide(Call call, OperationShape<?, ?> operation, Record input) {
        String name = operation.name();
        if (OF_SUBSCRIPTIONS.contains(name)) {
            return Decision.Allowed.ALLOWED;
        }
        String action = "SNS:" + (name.equals("PublishBatch") ? "Publish" : name);
        if (isAnonymous(call)) {
            return new Decision.Refused(
                    denied(call, action, "arn:aws:sns:" + call.region() + "::*", "no identity-based policy allows"));
        }
        Optional<TopicKey> named = named(input);
        if (named.isEmpty()) {
            return Decision.Allowed.ALLOWED;
        }
        TopicKey key = named.get();
        return topics.inMemory(key)
                .map(topic -> decide(call, action, topic))
                .orElseGet(() -> new Decision.Later(topics.find(key)
                        .map(found -> found.map(topic -> decide(call, action, topic))
                                .orElseGet(() -> unknown(call, action, key)))));
    }

    private static Decision decide(Call call, String action, TopicDescription topic) {
        PolicyDecision decision = PolicyEvaluator.evaluate(
                List.of(), topic.attributes().accessPolicy(), request(call, action, topic.key()));
        return switch (decision) {
            case PolicyDecision.Allowed() -> Decision.Allowed.ALLOWED;
            case PolicyDecision.ExplicitlyDenied() ->
                new Decision.Refused(denied(call, action, topic.key().toString(), ""));
            case PolicyDecision.ImplicitlyDenied() ->
                new Decision.Refused(denied(call, action, topic.key().toString(), "no resource-based policy allows"));
        };
    }

    /** To its owner a topic that is not there is not found; others are told no more than that they may not. */
    private static Decision unknown(Call call, String action, TopicKey key) {
        return key.account().equals(call.account())
                ? Decision.Allowed.ALLOWED
                : new Decision.Refused(denied(call, action, key.toString(), "no resource-based policy allows"));
    }

    private static PolicyRequest request(Call call, String action, TopicKey topic) {
        String address = call.source().address();
        return new PolicyRequest(
                new Requester.Identity(call.account(), call.principal()),
                action,
                topic.arn(),
                topic.account(),
                call.receivedAt(),
                Map.of(
                        "aws:SourceIp",
                        address.isEmpty() ? List.of() : List.of(address),
                        "aws:SecureTransport",
                        List.of(Boolean.toString(call.source().secure())),
                        "aws:RequestedRegion",
                        List.of(call.region()),
                        "aws:ResourceAccount",
                        List.of(topic.account().value()),
                        // What the default policy compares with the topic's owner.
                        "aws:SourceOwner",
                        List.of(call.account().value()),
                        "aws:SourceAccount",
                        List.of(call.account().value()),
                        "aws:ViaAWSService",
                        List.of("false")));
    }

    /** The topic that an input is about; empty when it is about none, or names none, which the action itself answers. */
    private static Optional<TopicKey> named(Record input) {
        return Optional.ofNullable(
                        switch (input) {
                            case PublishInput publish ->
                                publish.topicArn() == null ? publish.targetArn() : publish.topicArn();
                            case PublishBatchInput batch -> batch.topicArn();
                            case SubscribeInput subscribe -> subscribe.topicArn();
                            case DeleteTopicInput delete -> delete.topicArn();
                            case GetTopicAttributesInput get -> get.topicArn();
                            case SetTopicAttributesInput set -> set.topicArn();
                            case ListSubscriptionsByTopicInput list -> list.topicArn();
                            case AddPermissionInput add -> add.topicArn();
                            case RemovePermissionInput remove -> remove.topicArn();
                            case TagResourceInput tag -> tag.resourceArn();
                            case UntagResourceInput untag -> untag.resourceArn();
                            case ListTagsForResourceInput list -> list.resourceArn();
                            case GetDataProtectionPolicyInput get -> get.resourceArn();
                            case PutDataProtectionPolicyInput put -> put.resourceArn();
                            default -> null;
                        })
                .flatMap(TopicAccess::topic);
    }

    private static Optional<TopicKey> topic(@Nullable String arn) {
        try {
            return arn == null ? Optional.empty() : Optional.of(TopicArn.parse(arn, "TopicArn"));
        } catch (ApiException malformed) {
            return Optional.empty();
        }
    }

    /** The service's own text; {@code because} is empty for an explicit deny. */
    static ApiException denied(Call call, String action, String resource, String because) {
        return SnsErrors.AUTHORIZATION_ERROR.because("User: "
                + (isAnonymous(call) ? ANONYMOUS : call.principal().arn()) + " is not authorized to perform: " + action
                + " on resource: " + resource
                + (because.isEmpty()
                        ? " with an explicit deny in a resource-based policy"
                        : " because " + because + " the " + action + " action"));
    }

    private static boolean isAnonymous(Call call) {
        return call.accessKeyId().isEmpty();
    }
}
