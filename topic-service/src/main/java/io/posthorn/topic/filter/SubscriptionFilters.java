package io.posthorn.topic.filter;

import io.posthorn.topic.message.MessageAttributes;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * The filters of one topic's subscriptions, compiled: what a publication costs grows with its size rather than with the
 * number of subscriptions. Immutable; any number of threads may match at once.
 */
public final class SubscriptionFilters {
    /** The filters of a topic none of whose subscriptions has one. */
    public static final SubscriptionFilters NONE = new SubscriptionFilters(Map.of());

    private final ScopeFilters attributeFilters;
    private final ScopeFilters bodyFilters;

    private SubscriptionFilters(Map<UUID, FilterPolicy> policies) {
        attributeFilters = new ScopeFilters(ofScope(policies, FilterScope.MESSAGE_ATTRIBUTES));
        bodyFilters = new ScopeFilters(ofScope(policies, FilterScope.MESSAGE_BODY));
    }

    /** The filters of those subscriptions that have a policy, by the subscription's id. */
    public static SubscriptionFilters of(Map<UUID, FilterPolicy> policies) {
        return policies.isEmpty() ? NONE : new SubscriptionFilters(policies);
    }

    /** How many subscriptions are filtered. */
    public int size() {
        return attributeFilters.subscriptions().size()
                + bodyFilters.subscriptions().size();
    }

    /** Matches a publication of which every subscription gets {@code message}. */
    public FilterMatches match(MessageAttributes attributes, String message) {
        return match(attributes, subscription -> message);
    }

    /**
     * Matches a publication.
     *
     * @param messageOf the message that a subscription would get, by the subscription's id: asked for those only whose
     *     policy looks at it, and every distinct one is read once
     */
    public FilterMatches match(MessageAttributes attributes, Function<UUID, String> messageOf) {
        if (size() == 0) {
            return FilterMatches.NONE;
        }
        Set<UUID> matched = new HashSet<>();
        Map<UUID, FilteredOut> filteredOut = new HashMap<>();
        if (!attributeFilters.subscriptions().isEmpty()) {
            Verdict verdict = attributeVerdict(attributes);
            attributeFilters.subscriptions().forEach(subscription -> verdict.tell(subscription, matched, filteredOut));
        }
        Map<String, Verdict> verdicts = new HashMap<>();
        for (UUID subscription : bodyFilters.subscriptions()) {
            verdicts.computeIfAbsent(messageOf.apply(subscription), this::bodyVerdict)
                    .tell(subscription, matched, filteredOut);
        }
        return new FilterMatches(matched, filteredOut);
    }

    /**
     * What became of one document.
     *
     * @param fit which policies it fits
     * @param misfit why the others do not
     * @param unreadable why those do not that it could not be compared with
     */
    private record Verdict(ScopeFilters.Fit fit, FilteredOut misfit, FilteredOut unreadable) {
        void tell(UUID subscription, Set<UUID> matched, Map<UUID, FilteredOut> filteredOut) {
            if (fit.matched().contains(subscription)) {
                matched.add(subscription);
            } else {
                filteredOut.put(subscription, fit.incomparable().contains(subscription) ? unreadable : misfit);
            }
        }
    }

    private Verdict attributeVerdict(MessageAttributes attributes) {
        FilteredOut misfit = attributes.isEmpty() ? FilteredOut.NO_MESSAGE_ATTRIBUTES : FilteredOut.MESSAGE_ATTRIBUTES;
        return verdict(
                AttributeDocument.of(attributes).flatMap(attributeFilters::match),
                attributeFilters,
                misfit,
                FilteredOut.INVALID_ATTRIBUTES);
    }

    private Verdict bodyVerdict(String message) {
        return verdict(
                bodyFilters.match(message), bodyFilters, FilteredOut.MESSAGE_BODY, FilteredOut.INVALID_MESSAGE_BODY);
    }

    private static Verdict verdict(
            Optional<ScopeFilters.Fit> fit, ScopeFilters filters, FilteredOut misfit, FilteredOut unreadable) {
        return new Verdict(
                fit.orElseGet(() -> new ScopeFilters.Fit(Set.of(), filters.subscriptions())), misfit, unreadable);
    }

    private static Map<UUID, FilterPolicy> ofScope(Map<UUID, FilterPolicy> policies, FilterScope scope) {
        Map<UUID, FilterPolicy> ofScope = new HashMap<>(policies);
        ofScope.values().removeIf(policy -> policy.scope() != scope);
        return ofScope;
    }
}
