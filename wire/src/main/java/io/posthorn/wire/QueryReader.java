package io.posthorn.wire;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads records from query parameters such as {@code Attribute.1.Name}. Parameters come in any order and their indices
 * with any gaps, so lists and maps grow by what was sent, never by an index. Parameters that belong to no member are
 * skipped. An empty value of a list, map or structure itself is the empty one.
 */
final class QueryReader {
    private static final int MAX_INDEX_DIGITS = 9;
    private final RequestLimits limits;

    QueryReader(RequestLimits limits) {
        this.limits = limits;
    }

    /** Something with parts, while they arrive. */
    private sealed interface Growing {}

    private record GrowingStructure(
            Structure shape, @Nullable Object[] parts) implements Growing {
        GrowingStructure(Structure shape) {
            this(shape, new @Nullable Object[shape.members().length]);
        }
    }

    /** Elements by alias and index, see {@link #key}. */
    private record GrowingSequence(SortedMap<Long, Object> elements) implements Growing {}

    private record GrowingMapping(SortedMap<Long, GrowingEntry> entries) implements Growing {}

    private static final class GrowingEntry {
        private @Nullable String key;
        private @Nullable Object value;
    }

    /** The record that {@code parameters} say; {@code implied} as in {@link JsonReader#read}. */
    Record read(Map<String, String> parameters, Structure shape, Map<String, String> implied) {
        GrowingStructure root = new GrowingStructure(shape);
        parameters.forEach((name, value) -> new Parameter(name, value).intoMember(root));
        JsonReader.imply(shape, root.parts(), implied);
        return finish(root);
    }

    /** One parameter on its way down its name to the place of its value. */
    private final class Parameter {
        private final String name;
        private final String value;
        private int at;
        private int depth;

        Parameter(String name, String value) {
            this.name = name;
            this.value = value;
        }

        void intoMember(GrowingStructure structure) {
            Structure.Queried queried = structure.shape().queried(segment());
            if (queried != null) {
                Member member = queried.member();
                int position = member.position();
                structure.parts()[position] = into(member.shape(), structure.parts()[position], queried.alias());
            }
        }

        private Object into(ValueShape shape, @Nullable Object before, int alias) {
            if (++depth > limits.depth()) {
                throw new MalformedInput("The parameter " + quotedName() + " is nested too deeply.");
            }
            return switch (shape) {
                case Scalar scalar -> scalar(scalar, before);
                case Structure structure -> {
                    GrowingStructure growing =
                            before instanceof GrowingStructure known ? known : new GrowingStructure(structure);
                    if (isWhole()) {
                        requireEmpty();
                    } else {
                        intoMember(growing);
                    }
                    yield growing;
                }
                case ValueShape.Sequence sequence -> {
                    GrowingSequence growing =
                            before instanceof GrowingSequence known ? known : new GrowingSequence(new TreeMap<>());
                    intoSequence(sequence, growing.elements(), alias);
                    yield growing;
                }
                case ValueShape.Mapping mapping -> {
                    GrowingMapping growing =
                            before instanceof GrowingMapping known ? known : new GrowingMapping(new TreeMap<>());
                    intoMapping(mapping, growing.entries(), alias);
                    yield growing;
                }
            };
        }

        private void intoSequence(ValueShape.Sequence sequence, SortedMap<Long, Object> elements, int alias) {
            long key;
            if (isWhole()) {
                if (!sequence.flattened() || !(sequence.element() instanceof Scalar) || value.isEmpty()) {
                    requireEmpty();
                    return;
                }
                key = key(alias, 0);
            } else {
                skipWrapper(sequence.flattened(), "member");
                key = key(alias, index());
            }
            elements.put(key, into(sequence.element(), elements.get(key), 0));
        }

        private void intoMapping(ValueShape.Mapping mapping, SortedMap<Long, GrowingEntry> entries, int alias) {
            if (isWhole()) {
                requireEmpty();
                return;
            }
            skipWrapper(mapping.flattened(), "entry");
            GrowingEntry entry = entries.computeIfAbsent(key(alias, index()), _ -> new GrowingEntry());
            String part = segment();
            if (part.equals(mapping.key().text())) {
                entry.key = (String) into(Scalar.STRING, entry.key, 0);
            } else if (part.equals(mapping.valueName().text())) {
                entry.value = into(mapping.value(), entry.value, 0);
            } else {
                throw invalid();
            }
        }

        private Object scalar(Scalar scalar, @Nullable Object before) {
            if (!isWhole()) {
                throw invalid();
            }
            if (before != null) {
                throw new MalformedInput("The parameter " + quotedName() + " stands more than once.");
            }
            try {
                return scalar.parse(value, limits.numberChars());
            } catch (MalformedInput e) {
                throw new MalformedInput(
                        "The value of the parameter " + quotedName() + " is not a valid " + scalar.wireType() + ".");
            }
        }

        private boolean isWhole() {
            return at > name.length();
        }

        /** The name's next segment; empty when there is none. */
        private String segment() {
            if (isWhole()) {
                return "";
            }
            int dot = name.indexOf('.', at);
            int end = dot < 0 ? name.length() : dot;
            String segment = name.substring(at, end);
            at = end + 1;
            return segment;
        }

        private void skipWrapper(boolean flattened, String wrapper) {
            if (!flattened && !segment().equals(wrapper)) {
                throw invalid();
            }
        }

        /** The next segment as an index: 1 to 999,999,999, one way to write each. */
        private int index() {
            String segment = segment();
            boolean valid = !segment.isEmpty() && segment.length() <= MAX_INDEX_DIGITS && segment.charAt(0) != '0';
            for (int i = 0; valid && i < segment.length(); i++) {
                valid = segment.charAt(i) >= '0' && segment.charAt(i) <= '9';
            }
            if (!valid) {
                throw invalid();
            }
            return Integer.parseInt(segment);
        }

        private void requireEmpty() {
            if (!value.isEmpty()) {
                throw invalid();
            }
        }

        private MalformedInput invalid() {
            return new MalformedInput("The parameter " + quotedName() + " is not valid.");
        }

        private String quotedName() {
            return MalformedInput.quoted(name);
        }
    }

    /** Elements stand in the order of a member's names, then of their indices. */
    private static long key(int alias, int index) {
        return ((long) alias << Integer.SIZE) | index;
    }

    private static Object finished(Object part) {
        return switch (part) {
            case GrowingStructure structure -> finish(structure);
            case GrowingSequence(SortedMap<Long, Object> elements) ->
                elements.values().stream().map(QueryReader::finished).toList();
            case GrowingMapping(SortedMap<Long, GrowingEntry> entries) -> finish(entries);
            default -> part;
        };
    }

    private static Record finish(GrowingStructure structure) {
        @Nullable Object[] parts = structure.parts();
        for (int i = 0; i < parts.length; i++) {
            Object part = parts[i];
            if (part instanceof Growing) {
                parts[i] = finished(part);
            }
        }
        return structure.shape().create(parts);
    }

    private static Map<String, Object> finish(SortedMap<Long, GrowingEntry> entries) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (GrowingEntry entry : entries.values()) {
            String key = entry.key;
            Object value = entry.value;
            if (key == null || value == null) {
                throw new MalformedInput("A map's entry lacks its name or its value.");
            }
            if (map.put(key, finished(value)) != null) {
                throw new MalformedInput("The name " + MalformedInput.quoted(key) + " stands more than once.");
            }
        }
        return Collections.unmodifiableMap(map);
    }
}
