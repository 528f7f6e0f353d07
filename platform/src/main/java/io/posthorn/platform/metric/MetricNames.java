package io.posthorn.platform.metric;

import java.util.List;

/** The metrics that every service has, and the label names that all metrics share. */
public final class MetricNames {
    /** The API action's name, or {@code unknown} for a request that names none. */
    public static final String OPERATION = "operation";

    /** One of {@code ok, caller, capacity, dependency, bug}. */
    public static final String OUTCOME = "outcome";

    /** A constant that says why. */
    public static final String CAUSE = "cause";

    /** A Kafka topic of ours. */
    public static final String TOPIC = "topic";

    /** A queue, through {@link CappedTags}. */
    public static final String QUEUE = "queue";

    /** The service that a publication comes from, such as {@code sns.amazonaws.com}; through {@link CappedTags}. */
    public static final String SOURCE_SERVICE = "source_service";

    /** The topic or rule that a publication comes from, by its ARN; through {@link CappedTags}. */
    public static final String SOURCE = "source";

    /** A subscription, through {@link CappedTags}. */
    public static final String SUBSCRIPTION = "subscription";

    /** Requests answered. */
    public static final Metric REQUESTS =
            Metric.of("requests_total", "Requests answered, by operation and outcome", OPERATION, OUTCOME);

    /** Time to answer. */
    public static final Metric REQUEST_SECONDS = Metric.of(
            "request_seconds", "Time from a request's arrival at the service to its answer", OPERATION, OUTCOME);

    /** Requests whose client went away. */
    public static final Metric REQUESTS_CANCELLED =
            Metric.of("requests_cancelled_total", "Requests whose client left before the answer", OPERATION);

    /** Call tokens that a service did not believe. */
    public static final Metric CALLS_REJECTED =
            Metric.of("calls_rejected_total", "Requests without a valid call token, by cause", CAUSE);

    /** How much waits in the outbox. */
    public static final Metric OUTBOX_DEPTH =
            Metric.of("outbox_depth_records", "Records that wait in the outbox, counted up to 100000");

    /** How long the oldest has waited. */
    public static final Metric OUTBOX_OLDEST_AGE =
            Metric.of("outbox_oldest_age_seconds", "Age of the outbox's oldest record; 0 when it is empty");

    /** What the outbox relay has sent. */
    public static final Metric OUTBOX_RELAYED =
            Metric.of("outbox_relayed_records_total", "Records that the outbox relay sent and deleted");

    /** How often the relay had to begin anew. */
    public static final Metric OUTBOX_FAILURES =
            Metric.of("outbox_relay_failures_total", "Rounds of the outbox relay that failed and were tried again");

    private MetricNames() {}

    /** All metrics declared here, for the reference page. */
    public static List<Metric> all() {
        return List.of(
                REQUESTS,
                REQUEST_SECONDS,
                REQUESTS_CANCELLED,
                CALLS_REJECTED,
                OUTBOX_DEPTH,
                OUTBOX_OLDEST_AGE,
                OUTBOX_RELAYED,
                OUTBOX_FAILURES);
    }
}
