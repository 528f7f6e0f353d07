package io.posthorn.topic.operator;

import io.posthorn.platform.AccountId;
import io.posthorn.topic.delivery.DeliveryOperations;
import io.posthorn.topic.delivery.LoggedAttempt;
import io.posthorn.topic.topic.SubscriptionArn;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.WireRequest;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the operator asks for. */
sealed interface OperatorRequest {
    /** Where all of it is. */
    String PATH = "/_posthorn/deliveries";

    /** How many attempts a page has when the request does not say. */
    int PAGE = 100;

    /** The attempts to deliver to a subscription. */
    record Attempts(SubscriptionKey subscription, Sort sort, DeliveryOperations.Query query)
            implements OperatorRequest {}

    /** To send one delivery again. */
    record Resend(SubscriptionKey subscription, UUID delivery) implements OperatorRequest {}

    /** To send all deliveries again that were given up since a time. */
    record ResendFailed(SubscriptionKey subscription, Instant since) implements OperatorRequest {}

    /** To let a disabled subscription have deliveries again. */
    record Enable(SubscriptionKey subscription) implements OperatorRequest {}

    /** To sign what a subscription is sent as Standard Webhooks says, or to give it a new secret for that. */
    record Sign(SubscriptionKey subscription) implements OperatorRequest {}

    /** To do so no more. */
    record LeaveUnsigned(SubscriptionKey subscription) implements OperatorRequest {}

    /** The disabled targets of an account. */
    record Disabled(AccountId account) implements OperatorRequest {}

    /** What is delivered to an endpoint. */
    enum Sort {
        NOTIFICATIONS,
        CONFIRMATIONS
    }

    /** Reads {@code request}, or fails with an {@link OperatorRefusal}. */
    static OperatorRequest parse(WireRequest request) {
        if (request.path().equals(PATH)) {
            requireMethod(request, "GET");
            return disabled(request.query());
        }
        String[] parts = request.path().startsWith(PATH + "/")
                ? request.path().substring(PATH.length() + 1).split("/", -1)
                : new String[0];
        if (parts.length != 2) {
            throw OperatorRefusal.unknown("there is nothing here");
        }
        return switch (parts[1]) {
            case "attempts" -> {
                requireMethod(request, "GET");
                yield attempts(subscription(parts[0]), request.query());
            }
            case "resend" -> {
                requireMethod(request, "POST");
                yield resend(subscription(parts[0]), request);
            }
            case "enable" -> {
                requireMethod(request, "POST");
                requireNothing(request);
                yield new Enable(subscription(parts[0]));
            }
            case "standard-webhooks" -> {
                requireNothing(request);
                yield switch (request.method()) {
                    case "PUT" -> new Sign(subscription(parts[0]));
                    case "DELETE" -> new LeaveUnsigned(subscription(parts[0]));
                    default -> throw OperatorRefusal.bad("this is asked for with PUT or DELETE");
                };
            }
            default -> throw OperatorRefusal.unknown("there is nothing here");
        };
    }

    private static void requireMethod(WireRequest request, String method) {
        if (!request.method().equals(method)) {
            throw OperatorRefusal.bad("this is asked for with " + method);
        }
    }

    private static void requireNothing(WireRequest request) {
        OperatorQuery.parse(request.query(), Set.of());
        if (request.body().length > 0) {
            throw OperatorRefusal.bad("this is asked for without a body");
        }
    }

    private static SubscriptionKey subscription(String encoded) {
        try {
            // A plus sign in a path is a plus sign; no ARN of ours has one.
            return SubscriptionArn.parse(URLDecoder.decode(encoded, StandardCharsets.UTF_8));
        } catch (ApiException | IllegalArgumentException e) {
            throw OperatorRefusal.bad("this is no subscription's ARN");
        }
    }

    private static Disabled disabled(String text) {
        OperatorQuery query = OperatorQuery.parse(text, Set.of("account", "disabled"));
        String account = query.text("account").orElse("");
        if (!AccountId.isValid(account)) {
            throw OperatorRefusal.bad("account is an account's id");
        }
        if (!query.text("disabled").orElse("").equals("true")) {
            throw OperatorRefusal.bad("disabled is true: only disabled targets are listed");
        }
        return new Disabled(new AccountId(account));
    }

    private static Attempts attempts(SubscriptionKey subscription, String text) {
        OperatorQuery query = OperatorQuery.parse(text, Set.of("since", "until", "result", "before", "limit", "of"));
        return new Attempts(
                subscription,
                query.text("of").map(name -> named("of", Sort.class, name)).orElse(Sort.NOTIFICATIONS),
                new DeliveryOperations.Query(
                        query.time("since"),
                        query.time("until"),
                        query.text("result").map(name -> named("result", LoggedAttempt.Result.class, name)),
                        query.number("before", Long.MAX_VALUE, Long.MAX_VALUE),
                        (int) query.number("limit", DeliveryOperations.MAX_PAGE, PAGE)));
    }

    private static OperatorRequest resend(SubscriptionKey subscription, WireRequest request) {
        OperatorQuery.parse(request.query(), Set.of());
        JsonObject body;
        try {
            body = new JsonObject(Buffer.buffer(request.body()));
        } catch (DecodeException e) {
            throw OperatorRefusal.bad("the body is a JSON object");
        }
        if (body.fieldNames().equals(Set.of("delivery")) && body.getValue("delivery") instanceof String id) {
            return new Resend(subscription, uuid(id));
        }
        if (body.fieldNames().equals(Set.of("failedSince")) && body.getValue("failedSince") instanceof String time) {
            return new ResendFailed(subscription, OperatorQuery.time("failedSince", time));
        }
        throw OperatorRefusal.bad("the body is {\"delivery\":\"<id>\"} or {\"failedSince\":\"<time>\"}");
    }

    private static UUID uuid(String text) {
        try {
            UUID id = UUID.fromString(text);
            if (id.toString().equalsIgnoreCase(text)) {
                return id;
            }
        } catch (IllegalArgumentException e) {
            throw OperatorRefusal.bad("delivery is a delivery's id");
        }
        throw OperatorRefusal.bad("delivery is a delivery's id");
    }

    private static <E extends Enum<E>> E named(String parameter, Class<E> type, String name) {
        return Arrays.stream(type.getEnumConstants())
                .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> OperatorRefusal.bad(parameter + " is one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(each -> each.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
