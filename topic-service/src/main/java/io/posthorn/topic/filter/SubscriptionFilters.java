package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.posthorn.topic.message.MessageAttributes;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import software.amazon.event.ruler.GenericMachine;

/**
 * The filters of one topic's subscriptions, compiled: what a publication costs grows with its size rather than with the
 * number of subscriptions. Immutable; any number of threads may match at once.
 */
public final class SubscriptionFilters {
    /** The filters of a topic none of whose subscriptions has one. */
    public static final SubscriptionFilters NONE = new SubscriptionFilters(Map.of());

    private static final JsonFactory JSON = new JsonFactory();

    private final Set<UUID> attributeFiltered = new HashSet<>();
    private final Set<UUID> bodyFiltered = new HashSet<>();
    private final GenericMachine<UUID> attributeMachine = machine();
    private final GenericMachine<UUID> bodyMachine = machine();

    private SubscriptionFilters(Map<UUID, FilterPolicy> policies) {
        policies.forEach((subscription, policy) -> {
            switch (policy.scope()) {
                case MESSAGE_ATTRIBUTES -> {
                    attributeFiltered.add(subscription);
                    addRule(attributeMachine, subscription, policy);
                }
                case MESSAGE_BODY -> {
                    bodyFiltered.add(subscription);
                    addRule(bodyMachine, subscription, policy);
                }
            }
        });
    }

    /** The filters of those subscriptions that have a policy, by the subscription's id. */
    public static SubscriptionFilters of(Map<UUID, FilterPolicy> policies) {
        return policies.isEmpty() ? NONE : new SubscriptionFilters(policies);
    }

    /** How many subscriptions are filtered. */
    public int size() {
        return attributeFiltered.size() + bodyFiltered.size();
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
        if (!attributeFiltered.isEmpty()) {
            Verdict verdict = attributeVerdict(attributes);
            attributeFiltered.forEach(subscription -> verdict.of(subscription, matched, filteredOut));
        }
        Map<String, Verdict> verdicts = new HashMap<>();
        for (UUID subscription : bodyFiltered) {
            verdicts.computeIfAbsent(messageOf.apply(subscription), this::bodyVerdict)
                    .of(subscription, matched, filteredOut);
        }
        return new FilterMatches(matched, filteredOut);
    }

    /** Which subscriptions of a scope match, and why the others do not. */
    private record Verdict(Set<UUID> matching, FilteredOut otherwise) {
        void of(UUID subscription, Set<UUID> matched, Map<UUID, FilteredOut> filteredOut) {
            if (matching.contains(subscription)) {
                matched.add(subscription);
            } else {
                filteredOut.put(subscription, otherwise);
            }
        }
    }

    private Verdict attributeVerdict(MessageAttributes attributes) {
        Optional<String> document = AttributeDocument.of(attributes);
        if (document.isEmpty()) {
            return new Verdict(Set.of(), FilteredOut.INVALID_ATTRIBUTES);
        }
        return new Verdict(
                matching(attributeMachine, document.get()),
                attributes.isEmpty() ? FilteredOut.NO_MESSAGE_ATTRIBUTES : FilteredOut.MESSAGE_ATTRIBUTES);
    }

    private Verdict bodyVerdict(String message) {
        return isObject(message)
                ? new Verdict(matching(bodyMachine, message), FilteredOut.MESSAGE_BODY)
                : new Verdict(Set.of(), FilteredOut.INVALID_MESSAGE_BODY);
    }

    private static boolean isObject(String message) {
        try (JsonParser parser = JSON.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (IOException notJson) {
            return false;
        }
    }

    private static Set<UUID> matching(GenericMachine<UUID> machine, String document) {
        List<UUID> rules;
        try {
            rules = machine.rulesForJSONEvent(document);
        } catch (RuntimeException fault) {
            throw fault;
        } catch (Exception unreadable) {
            throw new IllegalStateException("a document that was read before can be read again", unreadable);
        }
        return Set.copyOf(rules);
    }

    private static void addRule(GenericMachine<UUID> machine, UUID subscription, FilterPolicy policy) {
        try {
            machine.addRule(subscription, policy.json());
        } catch (IOException refused) {
            throw new IllegalStateException("a policy that was checked is a rule", refused);
        }
    }

    private static GenericMachine<UUID> machine() {
        return GenericMachine.<UUID>builder().build();
    }
}
