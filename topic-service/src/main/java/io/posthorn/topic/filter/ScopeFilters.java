package io.posthorn.topic.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import software.amazon.event.ruler.GenericMachine;

/**
 * The policies of one topic and scope in one machine. The engine's work grows with the product of the lengths of a
 * document's arrays: a document with long ones is made small first, since whoever may publish could else keep a
 * processor busy for minutes with a few kilobytes.
 */
final class ScopeFilters {
    /** What the engine may take for one document, in its steps, of which it does some ten million a second. */
    static final long MAX_STEPS = 1_000_000;

    /** Numbers keep their digits: they are compared as written where they are too large to be compared as numbers. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    private final List<CompiledPolicy> policies = new ArrayList<>();
    private final Set<UUID> subscriptions = new HashSet<>();
    private final GenericMachine<UUID> machine;
    private final Paths paths;

    ScopeFilters(Map<UUID, FilterPolicy> policies) {
        policies.forEach((subscription, policy) -> {
            this.policies.add(CompiledPolicy.of(subscription, policy));
            subscriptions.add(subscription);
        });
        machine = machine(this.policies);
        paths = paths(this.policies);
    }

    /** Whose policies they are. */
    Set<UUID> subscriptions() {
        return subscriptions;
    }

    /**
     * Which subscriptions a document fits and which cannot be told.
     *
     * @param matched those whose policy it fits
     * @param incomparable those whose policy it would take too long to match with
     */
    record Fit(Set<UUID> matched, Set<UUID> incomparable) {}

    /** Matches {@code document}; empty when it is no JSON object or has numbers that none can tell. */
    Optional<Fit> match(String document) {
        return PathCounts.of(document, paths).flatMap(counts -> {
            long steps = 0;
            for (CompiledPolicy policy : policies) {
                steps += policy.arraySteps(counts);
            }
            return steps <= MAX_STEPS
                    ? Optional.of(new Fit(Engine.match(machine, document), Set.of()))
                    : read(document).map(this::reduced);
        });
    }

    private Fit reduced(JsonNode document) {
        JsonNode small = ArrayReduction.reduce(document, paths, ValueKinds.to(policies));
        Set<UUID> matched = new HashSet<>();
        Set<UUID> incomparable = new HashSet<>();
        for (CompiledPolicy policy : policies) {
            List<CompiledPolicy> one = List.of(policy);
            Paths own = paths(one);
            String smallest =
                    ArrayReduction.reduce(small, own, ValueKinds.to(one)).toString();
            PathCounts counts = PathCounts.of(smallest, own).orElseThrow();
            if (policy.arraySteps(counts) > MAX_STEPS) {
                incomparable.add(policy.subscription());
            } else {
                matched.addAll(Engine.match(machine(one), smallest));
            }
        }
        return new Fit(matched, incomparable);
    }

    private static Optional<JsonNode> read(String document) {
        try {
            return Optional.of(JSON.readTree(document));
        } catch (JsonProcessingException | NumberFormatException outOfRange) {
            return Optional.empty();
        }
    }

    private static GenericMachine<UUID> machine(Collection<CompiledPolicy> policies) {
        GenericMachine<UUID> machine = GenericMachine.<UUID>builder().build();
        policies.forEach(policy -> policy.addTo(machine));
        return machine;
    }

    private static Paths paths(Collection<CompiledPolicy> policies) {
        Set<String> paths = new HashSet<>();
        policies.forEach(policy -> policy.addPathsTo(paths));
        return new Paths(paths);
    }
}
