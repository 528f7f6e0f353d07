package io.posthorn.topic.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes a document small without changing which policies it fits: what no policy looks at goes, and of the elements of
 * an array those stay that differ to the policies. Two values are alike when the same patterns fit them, two elements
 * when they are alike value for value; an array's elements are never combined with each other, so one of each kind can
 * do whatever all could.
 */
final class ArrayReduction {
    private final Paths paths;
    private final ValueKinds kinds;
    private final Map<String, Integer> numbers = new HashMap<>();

    private ArrayReduction(Paths paths, ValueKinds kinds) {
        this.paths = paths;
        this.kinds = kinds;
    }

    /** What is left of {@code document}, which is an object. */
    static JsonNode reduce(JsonNode document, Paths paths, ValueKinds kinds) {
        return new ArrayReduction(paths, kinds)
                .object(document, Paths.TOP)
                .map(Reduced::node)
                .orElseGet(JsonNodeFactory.instance::objectNode);
    }

    /** What is left of a node, and a number that nodes have in common that are alike. */
    private record Reduced(JsonNode node, int kind) {}

    private Optional<Reduced> reduce(JsonNode node, String path) {
        if (node.isObject()) {
            return object(node, path);
        }
        if (node.isArray()) {
            return array(node, path);
        }
        return paths.contain(path) ? Optional.of(reduced(node, path + '=' + kinds.of(path, node))) : Optional.empty();
    }

    private Optional<Reduced> object(JsonNode object, String path) {
        ObjectNode left = JsonNodeFactory.instance.objectNode();
        TreeMap<String, Integer> alike = new TreeMap<>();
        for (Map.Entry<String, JsonNode> member : object.properties()) {
            String memberPath = Paths.member(path, member.getKey());
            if (paths.lead(memberPath)) {
                reduce(member.getValue(), memberPath).ifPresent(reduced -> {
                    left.set(member.getKey(), reduced.node());
                    alike.put(member.getKey(), reduced.kind());
                });
            }
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(reduced(left, path + alike));
    }

    private Optional<Reduced> array(JsonNode array, String path) {
        ArrayNode left = JsonNodeFactory.instance.arrayNode();
        SortedSet<Integer> alike = new TreeSet<>();
        Set<Integer> seen = new HashSet<>();
        for (JsonNode element : array) {
            reduce(element, path).ifPresent(reduced -> {
                if (seen.add(reduced.kind())) {
                    left.add(reduced.node());
                    alike.add(reduced.kind());
                }
            });
        }
        return left.isEmpty() ? Optional.empty() : Optional.of(reduced(left, path + alike));
    }

    private Reduced reduced(JsonNode node, String likeness) {
        return new Reduced(node, numbers.computeIfAbsent(likeness, _ -> numbers.size()));
    }
}
