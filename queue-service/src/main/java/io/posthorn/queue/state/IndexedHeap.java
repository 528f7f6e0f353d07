package io.posthorn.queue.state;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A binary heap whose items know their position, so that any of them can be taken out or moved in O(log n). Adding an item that
 * comes last is O(1).
 */
abstract class IndexedHeap<T> {

    /** The position of an item that is not in the heap. */
    static final int ABSENT = -1;

    /** A heap that was larger gives its memory back when it is empty. */
    private static final int KEPT_WHEN_EMPTY = 1_024;

    private int peak;
    private final ArrayList<T> items = new ArrayList<>();

    abstract boolean before(T a, T b);

    abstract int position(T item);

    abstract void place(T item, int position);

    final @Nullable T first() {
        return items.isEmpty() ? null : items.get(0);
    }

    final boolean isEmpty() {
        return items.isEmpty();
    }

    final int size() {
        return items.size();
    }

    final boolean contains(T item) {
        return position(item) != ABSENT;
    }

    final void add(T item) {
        items.add(item);
        peak = Math.max(peak, items.size());
        rise(item, items.size() - 1);
    }

    final void remove(T item) {
        int hole = position(item);
        T last = items.removeLast();
        if (hole < items.size()) {
            settle(last, hole);
        }
        place(item, ABSENT);
        if (items.isEmpty() && peak > KEPT_WHEN_EMPTY) {
            items.trimToSize();
            peak = 0;
        }
    }

    /** The item's key has changed. */
    final void moved(T item) {
        settle(item, position(item));
    }

    final void clear() {
        items.clear();
    }

    /** The items in no particular order; not to be changed while in use. */
    final List<T> unordered() {
        return items;
    }

    private void settle(T item, int position) {
        if (position > 0 && before(item, items.get((position - 1) >>> 1))) {
            rise(item, position);
        } else {
            sink(item, position);
        }
    }

    private void rise(T item, int from) {
        int position = from;
        while (position > 0) {
            int parent = (position - 1) >>> 1;
            T above = items.get(parent);
            if (!before(item, above)) {
                break;
            }
            put(above, position);
            position = parent;
        }
        put(item, position);
    }

    private void sink(T item, int from) {
        int position = from;
        int size = items.size();
        while (true) {
            int child = 2 * position + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && before(items.get(child + 1), items.get(child))) {
                child++;
            }
            T below = items.get(child);
            if (!before(below, item)) {
                break;
            }
            put(below, position);
            position = child;
        }
        put(item, position);
    }

    private void put(T item, int position) {
        items.set(position, item);
        place(item, position);
    }
}
