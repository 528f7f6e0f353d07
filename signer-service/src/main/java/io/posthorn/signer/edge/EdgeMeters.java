package io.posthorn.signer.edge;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.posthorn.platform.metric.Metric;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.signer.sigv4.Refusal;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** What the edge counts. Labels are constants, but for services, of which only those that are served have a value. */
final class EdgeMeters {
    static final String SERVICE = "service";

    static final Metric AUTHENTICATIONS = new Metric(
            "authentications_total",
            "Requests whose signature was looked at, by cause of refusal; genuine for none",
            List.of(MetricNames.CAUSE));
    static final Metric VERIFICATION =
            new Metric("verification_seconds", "Time to establish who signed a request", List.of());
    static final Metric THROTTLED =
            new Metric("throttled_total", "Requests refused because their account made too many", List.of(SERVICE));
    static final Metric UPSTREAM_SECONDS = new Metric(
            "upstream_seconds", "Time from sending a request on to its answer, by service", List.of(SERVICE));
    static final Metric UPSTREAM_FAILURES =
            new Metric("upstream_failures_total", "Requests that no service answered, by service", List.of(SERVICE));
    static final Metric ABANDONED =
            new Metric("abandoned_total", "Requests whose client left before the answer", List.of());

    private static final String NAMESPACE = "signer";

    private final MeterRegistry registry;
    private final Counter genuine;
    private final Counter open;
    private final Map<Refusal.Cause, Counter> refusals = new EnumMap<>(Refusal.Cause.class);
    private final Timer verification;
    private final Counter abandoned;
    private final Map<String, OfService> services = new ConcurrentHashMap<>();

    /** The meters of one service. */
    private record OfService(Counter throttled, Timer seconds, Counter failures) {}

    EdgeMeters(MeterRegistry registry) {
        this.registry = registry;
        this.genuine = counter(AUTHENTICATIONS, MetricNames.CAUSE, "genuine");
        this.open = counter(AUTHENTICATIONS, MetricNames.CAUSE, "open");
        for (Refusal.Cause cause : Refusal.Cause.values()) {
            refusals.put(cause, counter(AUTHENTICATIONS, MetricNames.CAUSE, label(cause)));
        }
        this.verification = timer(VERIFICATION);
        this.abandoned = counter(ABANDONED);
    }

    static String label(Refusal.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT);
    }

    void verified(Admission admission, long nanos) {
        verification.record(nanos, TimeUnit.NANOSECONDS);
        switch (admission) {
            case Admission.Admitted _ -> genuine.increment();
            case Admission.Open _ -> open.increment();
            case Admission.Refused refused -> {
                Counter counter = refusals.get(refused.refusal().cause());
                if (counter != null) {
                    counter.increment();
                }
            }
        }
    }

    void throttled(String service) {
        of(service).throttled.increment();
    }

    void answered(String service, long nanos) {
        of(service).seconds.record(nanos, TimeUnit.NANOSECONDS);
    }

    void failed(String service) {
        of(service).failures.increment();
    }

    void abandoned() {
        abandoned.increment();
    }

    private OfService of(String service) {
        OfService known = services.get(service);
        return known == null ? services.computeIfAbsent(service, this::register) : known;
    }

    private OfService register(String service) {
        return new OfService(
                counter(THROTTLED, SERVICE, service),
                timer(UPSTREAM_SECONDS, SERVICE, service),
                counter(UPSTREAM_FAILURES, SERVICE, service));
    }

    private Counter counter(Metric metric, String... tags) {
        return Counter.builder(metric.in(NAMESPACE))
                .description(metric.description())
                .tags(tags)
                .register(registry);
    }

    private Timer timer(Metric metric, String... tags) {
        return Timer.builder(metric.in(NAMESPACE))
                .description(metric.description())
                .tags(tags)
                .register(registry);
    }
}
