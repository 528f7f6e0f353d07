package io.posthorn.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** HTTP headers in the order sent; names compare without case, and a name may stand more than once. Immutable. */
public final class Headers {
    /** No headers. */
    public static final Headers NONE = new Headers(new String[0]);

    /** Name, value, name, value. */
    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /** Headers of {@code namesAndValues}: name, value, name, value. */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("names and values come in pairs");
        }
        return new Headers(namesAndValues.clone());
    }

    /** Begins a list of headers. */
    public static Builder builder() {
        return new Builder();
    }

    /** The first value of {@code name}, or null when it was not sent. */
    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /** All values of {@code name} in the order sent. */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                values.add(pairs[i + 1]);
            }
        }
        return values;
    }

    /** Calls {@code each} with every name and value in order. */
    public void forEach(BiConsumer<String, String> each) {
        for (int i = 0; i < pairs.length; i += 2) {
            each.accept(pairs[i], pairs[i + 1]);
        }
    }

    /** How many name-value pairs there are. */
    public int size() {
        return pairs.length / 2;
    }

    /** The name of the pair at {@code index}, from 0, as sent. */
    public String name(int index) {
        return pairs[2 * index];
    }

    /** The value of the pair at {@code index}, from 0. */
    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** Collects headers in order. */
    public static final class Builder {
        private final List<String> pairs = new ArrayList<>(16);

        private Builder() {}

        /** Adds one header after those already there. */
        public Builder add(String name, String value) {
            pairs.add(name);
            pairs.add(value);
            return this;
        }

        /** The headers added so far. */
        public Headers build() {
            return new Headers(pairs.toArray(String[]::new));
        }
    }
}
