package io.posthorn.queue.api;

import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A batch under way: entries that keep their own rules go on, the others fail by themselves.
 *
 * @param <E> an entry of the request
 * @param <T> what the queue is asked for one
 */
final class Batch<E, T> {
    private static final int MAX_ENTRIES = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private final List<E> entries = new ArrayList<>();
    private final List<T> asked = new ArrayList<>();
    private final List<BatchResultErrorEntry> failed = new ArrayList<>();

    /**
     * Checks what holds for a whole batch: that there are entries and not too many, and that their ids are well formed and
     * distinct, in this order.
     */
    static <E> void check(List<E> entries, String entryName, Function<E, @Nullable String> id) {
        if (entries.isEmpty()) {
            throw SqsErrors.EMPTY_BATCH_REQUEST.because(
                    "There should be at least one " + entryName + " in the request.");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw SqsErrors.TOO_MANY_ENTRIES_IN_BATCH_REQUEST.because("Maximum number of entries per request are "
                    + MAX_ENTRIES + ". You have sent " + entries.size() + ".");
        }
        for (E entry : entries) {
            String value = id.apply(entry);
            if (value == null || !ID.matcher(value).matches()) {
                throw SqsErrors.INVALID_BATCH_ENTRY_ID.because("A batch entry id can only contain alphanumeric"
                        + " characters, hyphens and underscores. It can be at most 80 letters long.");
            }
        }
        Set<String> seen = new HashSet<>();
        for (E entry : entries) {
            String value = idOf(id.apply(entry));
            if (!seen.add(value)) {
                throw SqsErrors.BATCH_ENTRY_IDS_NOT_DISTINCT.because("Id " + value + " repeated.");
            }
        }
    }

    /** An id that {@link #check} has seen. */
    static String idOf(@Nullable String id) {
        if (id == null) {
            throw new IllegalStateException("the ids of a batch are checked first");
        }
        return id;
    }

    /** Takes every entry on for which {@code prepare} finds no fault. */
    void prepare(List<E> all, Function<E, @Nullable String> id, Function<E, T> prepare) {
        for (E entry : all) {
            try {
                asked.add(prepare.apply(entry));
                entries.add(entry);
            } catch (ApiException fault) {
                fail(idOf(id.apply(entry)), fault);
            }
        }
    }

    /** What to ask the queue, for the entries without fault so far. */
    List<T> asked() {
        return asked;
    }

    /** The entry of the {@code index}th thing asked. */
    E entry(int index) {
        return entries.get(index);
    }

    /** Lets the entry {@code id} fail. */
    void fail(String id, ApiException fault) {
        failed.add(new BatchResultErrorEntry(
                id, fault.error().fault() == Fault.SENDER, fault.error().queryCode(), fault.text()));
    }

    /** The entries that failed, in the order in which they were found to. */
    List<BatchResultErrorEntry> failed() {
        return List.copyOf(failed);
    }
}
