package io.posthorn.topic.filter;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Which filtered subscriptions want a publication. Every one is in exactly one of the two.
 *
 * @param matched those that want it
 * @param filteredOut why the others do not
 */
public record FilterMatches(Set<UUID> matched, Map<UUID, FilteredOut> filteredOut) {
    /** What a topic without filters answers. */
    public static final FilterMatches NONE = new FilterMatches(Set.of(), Map.of());

    public FilterMatches {
        matched = Set.copyOf(matched);
        filteredOut = Map.copyOf(filteredOut);
    }

    /** Whether {@code subscription} gets the publication: without a filter it does. */
    public boolean wanted(UUID subscription) {
        return !filteredOut.containsKey(subscription);
    }

    /** Why {@code subscription} does not get it, or empty if it does. */
    public Optional<FilteredOut> reason(UUID subscription) {
        return Optional.ofNullable(filteredOut.get(subscription));
    }
}
