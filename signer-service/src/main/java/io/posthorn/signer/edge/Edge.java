package io.posthorn.signer.edge;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.dialect.YandexCallers;
import io.posthorn.platform.log.Occasionally;
import io.posthorn.signer.identity.AccessKeys;
import io.posthorn.signer.sigv4.SigV4Verifier;
import io.posthorn.signer.sigv4.SigningKeys;
import io.posthorn.signer.throttle.QueueQuota;
import io.posthorn.signer.throttle.Throttle;
import io.posthorn.signer.upstream.Upstreams;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The public door. Takes any request on an event loop, never blocks it, and answers every one: with the service's answer
 * or with an error in the protocol that the request claims.
 */
public final class Edge {
    /** How often it is said that a service cannot be reached. */
    private static final Duration UNREACHABLE_LINES = Duration.ofSeconds(10);

    final Gate gate;
    final BooleanSupplier ready;
    final Throttle throttle;
    final QueueQuota quota;
    final Upstreams upstreams;
    final EdgeMeters meters;
    final PublicOrigin origin;
    final CallerAddress callers;
    final YandexCallers yandex;
    final int maxBodyBytes;
    final Clock clock;
    final Occasionally unreachable = new Occasionally(UNREACHABLE_LINES, System.nanoTime());
    final RequestIds ids = new RequestIds(ThreadLocalRandom::current);

    /**
     * @param keys the access keys
     * @param ready whether {@code keys} are loaded: before, requests are answered ServiceUnavailable
     * @param signingKeys the cache of derived keys
     * @param throttle how much each account may ask
     * @param quota how often each queue may be called in the dialect of Yandex Cloud
     * @param upstreams where requests go
     * @param config how the door behaves
     * @param publicUrl the address that clients know, or null to go by their requests
     * @param meters where it is counted
     * @param clock the time that signatures are held against
     */
    public Edge(
            AccessKeys keys,
            BooleanSupplier ready,
            SigningKeys signingKeys,
            Throttle throttle,
            QueueQuota quota,
            Upstreams upstreams,
            EdgeConfig config,
            @Nullable String publicUrl,
            MeterRegistry meters,
            Clock clock) {
        if (config.maxBodyBytes() < 1) {
            throw new IllegalArgumentException("posthorn.signer.max-body-bytes is at least 1");
        }
        this.gate = new Gate(keys, new SigV4Verifier(signingKeys));
        this.ready = Objects.requireNonNull(ready);
        this.throttle = Objects.requireNonNull(throttle);
        this.quota = Objects.requireNonNull(quota);
        this.upstreams = Objects.requireNonNull(upstreams);
        this.meters = new EdgeMeters(meters);
        this.origin = new PublicOrigin(publicUrl, config.trustForwardedHeaders());
        this.callers = new CallerAddress(config.trustForwardedHeaders(), config.forwardingProxies());
        this.yandex = config.yandex().callers();
        this.maxBodyBytes = config.maxBodyBytes();
        this.clock = Objects.requireNonNull(clock);
    }

    /** Takes a request whose body nobody has read yet. */
    public void handle(RoutingContext routing) {
        new Exchange(this, routing).begin();
    }
}
