package io.posthorn.topic.catalog;

import java.util.List;

/**
 * A part of a list.
 *
 * @param more whether there are others after these
 */
public record Page<T>(List<T> items, boolean more) {
    public Page {
        items = List.copyOf(items);
    }

    /** A page of the first {@code limit} of {@code rows}, of which one more was asked for. */
    static <T> Page<T> of(List<T> rows, int limit) {
        return new Page<>(rows.stream().limit(limit).toList(), rows.size() > limit);
    }
}
