package io.posthorn.topic.operator;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.store.StoreOutage;
import io.posthorn.topic.catalog.SubscriptionDescription;
import io.posthorn.topic.catalog.Subscriptions;
import io.posthorn.topic.catalog.TopicCatalogs;
import io.posthorn.topic.delivery.DeliveryOperations;
import io.posthorn.topic.delivery.DeliveryOperations.Resent;
import io.posthorn.topic.delivery.TargetKey;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.webhook.WebhookSecretStore;
import io.posthorn.topic.webhook.Webhooks;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The operator's interface to deliveries by HTTP, in JSON. It answers calls of {@link Principal#OPERATOR} only, which an edge
 * makes for whoever has shown it the operator's token. Whose subscription is meant says its ARN alone. Safe for use by many
 * threads.
 */
public final class OperatorApi {
    private static final Logger LOG = Logger.getLogger(OperatorApi.class);
    private static final int UNAVAILABLE = 503;
    private static final int INTERNAL = 500;

    private final DeliveryOperations deliveries;
    private final TopicCatalogs catalogs;
    private final WebhookSecretStore secrets;

    public OperatorApi(DeliveryOperations deliveries, TopicCatalogs catalogs, WebhookSecretStore secrets) {
        this.deliveries = deliveries;
        this.catalogs = catalogs;
        this.secrets = secrets;
    }

    /** Whether {@code call} is the operator's, and not a tenant's. */
    public static boolean asks(Call call) {
        return call.principal().equals(Principal.OPERATOR);
    }

    /** Answers the operator. Refusals and a store that is away are answers, in JSON as everything else. */
    public Uni<WireResponse> handle(Call call, WireRequest request) {
        if (!asks(call)) {
            throw new IllegalArgumentException("the operator's interface is for the operator");
        }
        return Uni.createFrom()
                .deferred(() -> answer(OperatorRequest.parse(request)))
                .map(OperatorAnswers::ok)
                .onFailure(OperatorRefusal.class)
                .recoverWithItem(
                        refusal -> OperatorAnswers.problem(refusal.status(), String.valueOf(refusal.getMessage())))
                .onFailure(StoreOutage::in)
                .recoverWithItem(() -> OperatorAnswers.problem(UNAVAILABLE, "the store does not answer; try again"))
                .onFailure()
                .recoverWithItem(failure -> {
                    LOG.errorf(failure, "the operator could not be answered requestId=%s", call.requestId());
                    return OperatorAnswers.problem(INTERNAL, "something is wrong here; the log says what");
                });
    }

    private Uni<JsonObject> answer(OperatorRequest request) {
        return switch (request) {
            case OperatorRequest.Disabled(AccountId account) -> disabled(account);
            case OperatorRequest.Attempts asked -> byHttp(asked.subscription(), _ -> attempts(asked));
            case OperatorRequest.Resend(SubscriptionKey subscription, UUID delivery) ->
                byHttp(subscription, key -> resend(subscription, key, delivery));
            case OperatorRequest.ResendFailed asked -> byHttp(asked.subscription(), key -> resendFailed(asked, key));
            case OperatorRequest.Enable(SubscriptionKey subscription) ->
                byHttp(subscription, _ -> enable(subscription));
            case OperatorRequest.Sign(SubscriptionKey subscription) -> byHttp(subscription, _ -> sign(subscription));
            case OperatorRequest.LeaveUnsigned(SubscriptionKey subscription) ->
                byHttp(subscription, _ -> leaveUnsigned(subscription));
        };
    }

    /** What {@code then} makes of the target that the subscription is, if it is there and a URL. */
    private Uni<JsonObject> byHttp(SubscriptionKey subscription, Function<TargetKey, Uni<JsonObject>> then) {
        return subscriptions(subscription.topic().account()).find(subscription).chain(found -> {
            SubscriptionDescription description =
                    found.orElseThrow(() -> OperatorRefusal.unknown("there is no such subscription"));
            if (!description.protocol().isHttp()) {
                throw OperatorRefusal.bad("deliveries are on record for the protocols http and https");
            }
            return then.apply(Webhooks.notifications(subscription));
        });
    }

    private Uni<JsonObject> attempts(OperatorRequest.Attempts asked) {
        TargetKey key =
                switch (asked.sort()) {
                    case NOTIFICATIONS -> Webhooks.notifications(asked.subscription());
                    case CONFIRMATIONS -> Webhooks.confirmations(asked.subscription());
                };
        return uni(deliveries.attempts(key, asked.query()))
                .map(attempts ->
                        OperatorAnswers.attempts(attempts, asked.query().limit()));
    }

    private Uni<JsonObject> resend(SubscriptionKey subscription, TargetKey key, UUID delivery) {
        return uni(deliveries.resend(key, delivery)).map(resent -> {
            if (resent != Resent.DONE) {
                throw refusal(resent);
            }
            LOG.infof("a delivery is sent again subscription=%s delivery=%s", subscription, delivery);
            return new JsonObject().put("resent", 1);
        });
    }

    private static OperatorRefusal refusal(Resent resent) {
        return switch (resent) {
            case DISABLED -> OperatorRefusal.conflict("the subscription is disabled");
            case FULL -> OperatorRefusal.conflict("too much waits for the subscription");
            case DONE, UNKNOWN ->
                OperatorRefusal.unknown(
                        "nothing is on record of such a delivery, or the subscription is not confirmed");
        };
    }

    private Uni<JsonObject> resendFailed(OperatorRequest.ResendFailed asked, TargetKey key) {
        return uni(deliveries.disabled(key.account()).compose(disabled -> {
                    if (disabled.stream().anyMatch(each -> each.target().equals(key))) {
                        return Future.failedFuture(refusal(Resent.DISABLED));
                    }
                    return deliveries.resendFailed(key, asked.since());
                }))
                .map(count -> {
                    LOG.infof("deliveries are sent again subscription=%s count=%d", asked.subscription(), count);
                    return new JsonObject().put("resent", count);
                });
    }

    private Uni<JsonObject> enable(SubscriptionKey subscription) {
        return uni(deliveries
                        .enable(Webhooks.notifications(subscription))
                        .compose(one -> deliveries
                                .enable(Webhooks.confirmations(subscription))
                                .map(other -> one || other)))
                .map(was -> {
                    LOG.infof("a subscription is enabled subscription=%s wasDisabled=%b", subscription, was);
                    return new JsonObject().put("wasDisabled", was);
                });
    }

    /** The only answer that has the secret. */
    private Uni<JsonObject> sign(SubscriptionKey subscription) {
        return uni(secrets.rotate(subscription)).map(given -> {
            String secret = given.orElseThrow(() -> OperatorRefusal.conflict(
                    WebhookSecretStore.MAX + " secrets sign already; the oldest ends within a day"));
            LOG.infof("a subscription has a new webhook secret subscription=%s", subscription);
            return new JsonObject().put("secret", secret);
        });
    }

    private Uni<JsonObject> leaveUnsigned(SubscriptionKey subscription) {
        return uni(secrets.remove(subscription)).map(was -> {
            LOG.infof("a subscription has no webhook secrets any more subscription=%s", subscription);
            return new JsonObject().put("wasSigned", was);
        });
    }

    private Uni<JsonObject> disabled(AccountId account) {
        return uni(deliveries.disabled(account))
                .chain(targets -> subscriptions(account).named(ids(targets)).map(names -> {
                    JsonArray list = new JsonArray();
                    for (DeliveryOperations.DisabledTarget each : targets) {
                        SubscriptionKey name = names.get(each.target().id());
                        list.add(new JsonObject()
                                .put("subscriptionArn", name == null ? null : name.arn())
                                .put("kind", each.target().kind())
                                .put("id", each.target().id().toString())
                                .put("disabledAt", each.disabledAt().toString()));
                    }
                    return new JsonObject().put("disabled", list);
                }));
    }

    private Subscriptions subscriptions(AccountId account) {
        return catalogs.forAccount(account).subscriptions();
    }

    private static Set<UUID> ids(List<DeliveryOperations.DisabledTarget> targets) {
        return targets.stream().map(each -> each.target().id()).collect(Collectors.toUnmodifiableSet());
    }

    private static <T> Uni<T> uni(Future<T> future) {
        return Uni.createFrom().completionStage(future::toCompletionStage);
    }
}
