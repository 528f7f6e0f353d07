package io.posthorn.topic.fanout;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * When each replay looks into a partition of its archive again: at once while there is more, ever later while it finds nothing,
 * until something is published there. One that is not known is due. Times are nanoseconds as of a timer. Safe for use by many
 * threads.
 */
final class ReplayPaces {
    /** After how long a replay that has found all there was looks again. */
    static final Duration SHORTEST = Duration.ofMillis(500);

    /** After how long one looks again that has found nothing for long. */
    static final Duration LONGEST = Duration.ofSeconds(30);

    private static final Pace OVER = new Pace(0, 0);

    private final Map<Place, Pace> paces = new ConcurrentHashMap<>();

    /** A replay in one partition. */
    record Place(UUID subscription, int replay, int partition) {
        /** The same replay in another. */
        Place in(int other) {
            return other == partition ? this : new Place(subscription, replay, other);
        }
    }

    /**
     * @param at when it is due
     * @param delay for how long it has to wait for that
     */
    private record Pace(long at, long delay) {}

    boolean isDue(Place place, long now) {
        Pace pace = paces.get(place);
        return pace == null || (isOpen(pace) && pace.at() - now <= 0);
    }

    /** For how long it has been due: those that have not begun for longest. */
    long waited(Place place, long now) {
        Pace pace = paces.get(place);
        return pace == null ? Long.MAX_VALUE : now - pace.at();
    }

    /** It has more to do at once, after the others. */
    void more(Place place, long now) {
        paces.put(place, new Pace(now, 0));
    }

    /**
     * It has found all there is.
     *
     * @param any whether there was anything
     * @param longest how long it waits at most; not below {@link #SHORTEST}, not above {@link #LONGEST}
     */
    void exhausted(Place place, long now, boolean any, Duration longest) {
        Duration atMost = longest.compareTo(LONGEST) > 0 ? LONGEST : longest;
        paces.compute(place, (_, last) -> {
            long before = last == null || any ? 0 : last.delay();
            long delay = Math.max(SHORTEST.toNanos(), Math.min(2 * before, atMost.toNanos()));
            return new Pace(now + delay, delay);
        });
    }

    /** Something was published there that it may have to bring. */
    void published(Place place, long now) {
        paces.computeIfPresent(place, (_, pace) -> isOpen(pace) && pace.at() - now > 0 ? new Pace(now, 0) : pace);
    }

    /** It is never due again. */
    void over(Place place) {
        paces.put(place, OVER);
    }

    /** Forgets the others. */
    void keep(Predicate<Place> wanted) {
        paces.keySet().removeIf(wanted.negate());
    }

    @SuppressWarnings("ReferenceEquality")
    private static boolean isOpen(Pace pace) {
        return pace != OVER;
    }
}
