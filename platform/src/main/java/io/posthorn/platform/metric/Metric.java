package io.posthorn.platform.metric;

import java.util.List;
import java.util.regex.Pattern;

/**
 * A metric's declaration. Its full name is {@code posthorn_<service>_<name>}, as Prometheus shows it.
 *
 * @param name thing and unit, such as {@code requests_total}; a counter ends in {@code _total}
 * @param description what it counts, for people
 * @param labels the labels that every series of it carries, in order; each bounded
 */
public record Metric(String name, String description, List<String> labels) {
    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9_]*");

    public Metric {
        if (!FORM.matcher(name).matches()) {
            throw new IllegalArgumentException("a metric's name is of the form " + FORM);
        }
        if (description.isBlank()) {
            throw new IllegalArgumentException("a metric has a description");
        }
        labels = List.copyOf(labels);
    }

    /** A metric with these labels. */
    public static Metric of(String name, String description, String... labels) {
        return new Metric(name, description, List.of(labels));
    }

    /** The full name for {@code service}, such as {@code posthorn_queue_requests_total}. */
    public String in(String service) {
        return "posthorn_" + service + "_" + name;
    }
}
