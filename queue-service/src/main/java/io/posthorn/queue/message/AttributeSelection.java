package io.posthorn.queue.message;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which message attributes a receive asks for: exact names, {@code All} or {@code .*} for all, {@code prefix.*} for
 * every name that begins with the prefix, with or without a dot after it.
 */
public final class AttributeSelection implements Predicate<String> {
    /** No attribute. */
    public static final AttributeSelection NOTHING = new AttributeSelection(List.of());

    private static final String ANY = ".*";

    private final boolean all;
    private final Set<String> names = new HashSet<>();
    private final List<String> prefixes = new ArrayList<>();

    private AttributeSelection(Collection<String> asked) {
        all = asked.contains("All") || asked.contains(ANY);
        if (!all) {
            for (String name : asked) {
                if (name.endsWith(ANY)) {
                    prefixes.add(name.substring(0, name.length() - ANY.length()));
                } else {
                    names.add(name);
                }
            }
        }
    }

    /** What {@code asked} asks for. Names that no attribute can have select nothing. */
    public static AttributeSelection of(Collection<String> asked) {
        return asked.isEmpty() ? NOTHING : new AttributeSelection(asked);
    }

    /** Whether it selects nothing, so that there is no need to look. */
    public boolean isNothing() {
        return !all && names.isEmpty() && prefixes.isEmpty();
    }

    @Override
    public boolean test(String name) {
        return all || names.contains(name) || prefixes.stream().anyMatch(name::startsWith);
    }
}
