package io.posthorn.topic.delivery;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** What the engine did and what it has to do. */
final class DeliveryMeters {
    private static final String SERVICE = "topic";
    private static final String KIND = "kind";
    private static final String STATUS_CLASS = "status_class";
    private static final String STATE = "state";
    private static final String TO = "to";
    private static final int HUNDRED = 100;

    /** From a neighbour that answers at once to the last retry. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(10),
        Duration.ofMillis(30),
        Duration.ofMillis(100),
        Duration.ofMillis(300),
        Duration.ofSeconds(1),
        Duration.ofSeconds(3),
        Duration.ofSeconds(10),
        Duration.ofSeconds(30),
        Duration.ofMinutes(2),
        Duration.ofMinutes(10),
        Duration.ofHours(1)
    };

    private static final Metric ATTEMPTS = Metric.of(
            "delivery_attempts_total",
            "Attempts to deliver to targets outside, by outcome (accepted, refused, failed, not_sent for want of a place)"
                    + " and class of HTTP status, or none",
            KIND,
            MetricNames.OUTCOME,
            STATUS_CLASS);
    private static final Metric SECONDS = Metric.of(
            "delivery_seconds", "Time from a publication to its arrival at a target outside, retries included", KIND);
    private static final Metric TRANSITIONS = Metric.of(
            "delivery_transitions_total",
            "Deliveries by the state they came into: direct, on_record, waiting, leased, arrived, buried, turned_away, dropped,"
                    + " and stale when another replica had them",
            TO);
    private static final Metric DELIVERIES = Metric.of(
            "deliveries",
            "Deliveries on record of all replicas together, known every 10 s: waiting for the first attempt or its end, blocked by"
                    + " an earlier one of the group, leased to a replica, retrying, given_up and not buried yet; and under_way in"
                    + " this replica, on record or not",
            STATE);
    private static final Metric OLDEST = Metric.of(
            "deliveries_oldest_seconds",
            "Age of the oldest delivery on record in a state, of all replicas, since its publication; 0 without any",
            STATE);
    private static final Metric TARGETS = Metric.of(
            "delivery_targets",
            "Targets by what is wrong with them: failing, disabled; of all replicas together",
            STATE);
    private static final Metric BYTES =
            Metric.of("delivery_contents_bytes", "Bytes of contents in memory for attempts under way in this replica");

    private final MeterRegistry registry;
    private final Map<String, Counter> counters = new ConcurrentHashMap<>();
    private final Map<String, Timer> timers = new ConcurrentHashMap<>();
    private volatile Figures figures = Figures.NONE;
    private volatile Load load = new Load(0, 0);

    /** What a delivery on record is. */
    enum State {
        WAITING,
        BLOCKED,
        LEASED,
        RETRYING,
        GIVEN_UP;

        /** What the store and the label call it. */
        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The deliveries in a state.
     *
     * @param oldestSeconds the age of the oldest
     */
    record Backlog(long deliveries, double oldestSeconds) {
        static final Backlog NONE = new Backlog(0, 0);
    }

    /** What is on record. */
    record Figures(Map<State, Backlog> backlogs, long failing, long disabled) {
        static final Figures NONE = new Figures(Map.of(), 0, 0);

        Figures {
            backlogs = Map.copyOf(backlogs);
        }

        private Backlog of(State state) {
            return backlogs.getOrDefault(state, Backlog.NONE);
        }
    }

    private record Load(int underWay, long bytes) {}

    DeliveryMeters(MeterRegistry registry) {
        this.registry = registry;
        for (State state : State.values()) {
            gauge(DELIVERIES, state.label(), meters -> meters.figures.of(state).deliveries());
            gauge(OLDEST, state.label(), meters -> meters.figures.of(state).oldestSeconds());
        }
        gauge(DELIVERIES, "under_way", meters -> meters.load.underWay());
        gauge(TARGETS, "failing", meters -> meters.figures.failing());
        gauge(TARGETS, "disabled", meters -> meters.figures.disabled());
        Gauge.builder(BYTES.in(SERVICE), this, meters -> meters.load.bytes())
                .description(BYTES.description())
                .register(registry);
    }

    void attempted(String kind, Outcome outcome) {
        String name =
                switch (outcome) {
                    case Outcome.Accepted _ -> "accepted";
                    case Outcome.Refused _ -> "refused";
                    case Outcome.Failed _ -> "failed";
                    case Outcome.NotSent _ -> "not_sent";
                };
        OptionalInt status = outcome.answer().status();
        String statusClass = status.isPresent() ? status.getAsInt() / HUNDRED + "xx" : "none";
        count(ATTEMPTS, Map.of(KIND, kind, MetricNames.OUTCOME, name, STATUS_CLASS, statusClass));
    }

    void arrived(String kind, Duration sincePublication) {
        timers.computeIfAbsent(
                        kind,
                        _ -> Timer.builder(SECONDS.in(SERVICE))
                                .description(SECONDS.description())
                                .serviceLevelObjectives(BUCKETS)
                                .tag(KIND, kind)
                                .register(registry))
                .record(sincePublication.isNegative() ? Duration.ZERO : sincePublication);
        became("arrived", 1);
    }

    /** So many deliveries came into a state. */
    void became(String state, int deliveries) {
        counter(TRANSITIONS, Map.of(TO, state)).increment(deliveries);
    }

    void figures(Figures now) {
        figures = now;
    }

    void load(int underWay, long bytes) {
        load = new Load(underWay, bytes);
    }

    private void count(Metric metric, Map<String, String> labels) {
        counter(metric, labels).increment();
    }

    private Counter counter(Metric metric, Map<String, String> labels) {
        return counters.computeIfAbsent(metric.name() + labels, _ -> {
            Counter.Builder builder = Counter.builder(metric.in(SERVICE)).description(metric.description());
            metric.labels().forEach(label -> builder.tag(label, labels.getOrDefault(label, "none")));
            return builder.register(registry);
        });
    }

    private void gauge(Metric metric, String state, ToDoubleFunction<DeliveryMeters> value) {
        Gauge.builder(metric.in(SERVICE), this, value)
                .description(metric.description())
                .tag(STATE, state)
                .register(registry);
    }
}
