package io.posthorn.topic.filter;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import software.amazon.event.ruler.GenericMachine;
import software.amazon.event.ruler.JsonRuleCompiler;
import software.amazon.event.ruler.Patterns;

/**
 * A subscription's policy as the rule engine takes it: alternatives, each of which asks for a value at every one of its
 * paths. A path is the names from the document's top to the value, with dots between.
 *
 * @param subscription the subscription's id
 * @param alternatives the patterns of each path, by path
 */
record CompiledPolicy(UUID subscription, List<Map<String, List<Patterns>>> alternatives) {
    /** Keeps products within range: it is more than may be done. */
    private static final long TOO_MANY = 100_000_000;

    static CompiledPolicy of(UUID subscription, FilterPolicy policy) {
        try {
            return new CompiledPolicy(subscription, List.copyOf(JsonRuleCompiler.compile(policy.json())));
        } catch (IOException refused) {
            throw new IllegalStateException("a policy that was checked is a rule", refused);
        }
    }

    void addTo(GenericMachine<UUID> machine) {
        alternatives.forEach(alternative -> machine.addPatternRule(subscription, alternative));
    }

    void addPathsTo(Set<String> paths) {
        alternatives.forEach(alternative -> paths.addAll(alternative.keySet()));
    }

    /**
     * How many steps a document's arrays may cost at most: every value of a path is tried with every one of the paths
     * before it, and each time all values are gone through. 0 where no path but the last has more than one value, which
     * is the common case and costs one pass.
     */
    long arraySteps(PathCounts counts) {
        long steps = 0;
        for (Map<String, List<Patterns>> alternative : alternatives) {
            String last = new TreeMap<>(alternative).lastKey();
            long combinations = 1;
            for (String path : alternative.keySet()) {
                if (!path.equals(last)) {
                    combinations = Math.min(combinations, TOO_MANY) * Math.max(1, counts.at(path));
                }
            }
            if (combinations > 1) {
                steps += Math.min(combinations, TOO_MANY) * Math.min(counts.total(), TOO_MANY);
            }
        }
        return steps;
    }
}
