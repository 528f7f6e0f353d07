package io.posthorn.platform.api;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * One operation's meters, found once. Counters stand at zero from the start, so that the first error shows as an
 * increase; a timer, with its many buckets, appears with its first request.
 */
final class OperationMeters {
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofSeconds(5),
        Duration.ofSeconds(20)
    };

    private final String service;
    private final String operation;
    private final MeterRegistry registry;
    private final Map<Outcome, Counter> answered = new EnumMap<>(Outcome.class);
    private final Counter cancelled;
    private final Map<Outcome, Timer> timers = new ConcurrentHashMap<>();

    OperationMeters(String service, String operation, MeterRegistry registry) {
        this.service = service;
        this.operation = operation;
        this.registry = registry;
        for (Outcome outcome : Outcome.values()) {
            answered.put(
                    outcome,
                    counter(MetricNames.REQUESTS)
                            .tag(MetricNames.OUTCOME, outcome.label())
                            .register(registry));
        }
        this.cancelled = counter(MetricNames.REQUESTS_CANCELLED).register(registry);
    }

    private Counter.Builder counter(Metric metric) {
        return Counter.builder(metric.in(service))
                .description(metric.description())
                .tag(MetricNames.OPERATION, operation);
    }

    void cancelled() {
        cancelled.increment();
    }

    void answered(Outcome outcome, long nanos) {
        Objects.requireNonNull(answered.get(outcome)).increment();
        timer(outcome).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Outcome outcome) {
        Timer known = timers.get(outcome);
        return known == null ? timers.computeIfAbsent(outcome, this::newTimer) : known;
    }

    private Timer newTimer(Outcome outcome) {
        return Timer.builder(MetricNames.REQUEST_SECONDS.in(service))
                .description(MetricNames.REQUEST_SECONDS.description())
                .tag(MetricNames.OPERATION, operation)
                .tag(MetricNames.OUTCOME, outcome.label())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
