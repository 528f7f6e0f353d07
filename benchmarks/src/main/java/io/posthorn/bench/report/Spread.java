package io.posthorn.bench.report;

import java.util.Collection;
import java.util.List;

/**
 * What several runs of the same thing gave.
 *
 * @param min the least
 * @param median the middle one; of an even number, halfway between the two in the middle
 * @param max the most
 */
public record Spread(double min, double median, double max) {
    /**
     * The spread of figures.
     *
     * @param figures at least one
     */
    public static Spread of(Collection<Double> figures) {
        if (figures.isEmpty()) {
            throw new IllegalArgumentException("a spread of nothing");
        }
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(sorted.getFirst(), median, sorted.getLast());
    }

    /** How many times the other's median this median is. */
    public double ratioTo(Spread other) {
        return median / other.median;
    }
}
