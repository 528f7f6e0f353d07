package io.posthorn.topic.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.Patterns;

/**
 * Tells values by which patterns of some policies fit them: values of one kind are the same to those policies. Not for
 * more than one thread: it remembers the values it has seen.
 */
final class ValueKinds {
    /** What one alternative of one policy asks for at a path. */
    private record Demand(String path, int number) {}

    private final GenericMachine<Demand> machine =
            GenericMachine.<Demand>builder().build();
    private final Map<Set<Integer>, Integer> kinds = new HashMap<>();
    private final Map<String, Map<JsonNode, Integer>> known = new HashMap<>();

    private ValueKinds(Collection<CompiledPolicy> policies) {
        List<Demand> demands = new ArrayList<>();
        for (CompiledPolicy policy : policies) {
            for (Map<String, List<Patterns>> alternative : policy.alternatives()) {
                alternative.forEach((path, patterns) -> {
                    Demand demand = new Demand(path, demands.size());
                    demands.add(demand);
                    machine.addPatternRule(demand, Map.of(path, patterns));
                });
            }
        }
    }

    static ValueKinds to(Collection<CompiledPolicy> policies) {
        return new ValueKinds(policies);
    }

    /** A number that values have in common that the same of the demands at {@code path} are content with. */
    int of(String path, JsonNode value) {
        return known.computeIfAbsent(path, _ -> new HashMap<>()).computeIfAbsent(value, _ -> kind(path, value));
    }

    private int kind(String path, JsonNode value) {
        Set<Integer> content = new HashSet<>();
        JsonNode document = JsonNodeFactory.instance.objectNode().set(path, value);
        for (Demand demand : Engine.match(machine, document.toString())) {
            // This document lacks all other paths, which is what demands of their absence are content with
            if (demand.path().equals(path)) {
                content.add(demand.number());
            }
        }
        return kinds.computeIfAbsent(content, _ -> kinds.size());
    }
}
