package io.posthorn.it.sqs;

import io.posthorn.it.process.StandaloneProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/**
 * What the metrics endpoint shows at one moment.
 *
 * @param values by series, as Prometheus's text format writes it
 */
record Figures(Map<String, Double> values) {
    static Figures of(StandaloneProcess posthorn) {
        try {
            Map<String, Double> values = new HashMap<>();
            posthorn.get("/q/metrics")
                    .body()
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        int space = line.lastIndexOf(' ');
                        values.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                    });
            return new Figures(values);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of {@code series}; NaN when it is not shown. */
    double get(String series) {
        return values.getOrDefault(series, Double.NaN);
    }

    /** The value of the figure {@code name} of one queue. */
    double of(String name, String queue) {
        return get(name + "{queue=\"" + queue + "\"}");
    }

    /** How many messages of one queue are in {@code state}. */
    double messages(String name, String queue, String state) {
        return get(name + "{queue=\"" + queue + "\",state=\"" + state + "\"}");
    }

    /** The sum of {@code name} over all queues. */
    double total(String name) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(name + '{'))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }
}
