package io.posthorn.platform.policy;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * What is asked.
 *
 * @param requester who asks
 * @param action with its service, such as {@code sqs:SendMessage}; compared without case
 * @param resource the resource's name
 * @param resourceOwner the account that owns it
 * @param at when it is asked: {@code aws:CurrentTime} and {@code aws:EpochTime}
 * @param context more condition keys, such as {@code aws:SourceIp}, {@code aws:SecureTransport}, {@code aws:SourceArn},
 *     with their values; names compare without case. What the requester implies ({@code aws:PrincipalArn},
 *     {@code aws:PrincipalAccount}, {@code aws:PrincipalType}, {@code aws:PrincipalIsAWSService}, {@code aws:userid},
 *     {@code aws:username}) is added and cannot be given
 */
public record PolicyRequest(
        Requester requester,
        String action,
        Arn resource,
        AccountId resourceOwner,
        Instant at,
        Map<String, List<String>> context) {
    private static final String USER = ":user/";
    private static final String BY_SERVICE = "aws:principalisawsservice";

    /** What only the requester itself can say. */
    private static final List<String> REQUESTER_KEYS = List.of(
            "aws:principalarn", "aws:principalaccount", "aws:principaltype", "aws:userid", "aws:username", BY_SERVICE);

    public PolicyRequest {
        Objects.requireNonNull(requester);
        Objects.requireNonNull(action);
        Objects.requireNonNull(resource);
        Objects.requireNonNull(resourceOwner);
        Objects.requireNonNull(at);
        Map<String, List<String>> keys = new HashMap<>();
        context.forEach((key, values) -> keys.put(lower(key), List.copyOf(values)));
        keys.put("aws:currenttime", List.of(at.toString()));
        keys.put("aws:epochtime", List.of(Long.toString(at.getEpochSecond())));
        REQUESTER_KEYS.forEach(keys::remove);
        keys.put(BY_SERVICE, List.of(Boolean.toString(requester instanceof Requester.Service)));
        addRequester(requester, keys);
        context = Map.copyOf(keys);
    }

    private static void addRequester(Requester requester, Map<String, List<String>> keys) {
        switch (requester) {
            case Requester.Identity identity -> {
                String arn = identity.principal().arn();
                keys.put("aws:principalarn", List.of(arn));
                keys.put("aws:principalaccount", List.of(identity.account().value()));
                keys.put("aws:userid", List.of(identity.principal().userId()));
                keys.put("aws:principaltype", List.of(type(identity)));
                if (arn.contains(USER)) {
                    keys.put("aws:username", List.of(arn.substring(arn.lastIndexOf('/') + 1)));
                }
            }
            case Requester.Anonymous _ -> keys.put("aws:principaltype", List.of("Anonymous"));
            case Requester.Service _ -> {}
        }
    }

    private static String type(Requester.Identity identity) {
        if (identity.isRoot()) {
            return "Account";
        }
        return identity.principal().arn().contains(USER) ? "User" : "AssumedRole";
    }

    /** The values of {@code key}; empty when the request has no such key. */
    List<String> values(String key) {
        return context.getOrDefault(key, List.of());
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
