package io.posthorn.platform.outbound;

import io.posthorn.platform.address.AddressBlock;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.impl.VertxInternal;
import io.vertx.core.net.TrustOptions;
import io.vertx.core.tracing.TracingPolicy;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * HTTP/1.1 to addresses that callers name, guarded by an {@link AddressGuard}.
 * <ul>
 *   <li>A name is resolved here, each of its addresses is vetted, and the connection goes to one that was found good,
 *       while Host, SNI and the check of the certificate keep the name: what the name resolves to later changes nothing.
 *       Forbidden addresses among a name's are passed over; where there is no other, the result is FORBIDDEN_ADDRESS. IPv4
 *       is tried first, and at most four addresses, as long as it is the connecting that fails.
 *   <li>Nothing is followed, decompressed, repeated or sent through a proxy, whatever the environment says of proxies.
 *   <li>Connections are kept for a few seconds for the same address and name. One that the other side closes just when a
 *       request goes out makes the result BROKEN: only the caller knows whether the request may be repeated.
 *   <li>The answer's head may have 16 KiB; its body is read as far as it is kept, then the connection is closed.
 *   <li>Hosts do not wait for each other, except when there are as many requests under way as may be in all.
 * </ul>
 * Thread-safe; results come on the caller's Vert.x context where there is one. Close it when the process ends.
 */
public final class GuardedHttp implements OutboundHttp, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(GuardedHttp.class);
    private static final int MAX_HEAD_BYTES = 16 * 1024;
    private static final int MAX_STATUS_LINE_BYTES = 4 * 1024;

    private final VertxInternal vertx;
    private final HttpClient client;
    private final HostNames names;
    private final Attempt.Means means;
    private final AtomicInteger open = new AtomicInteger();

    /**
     * With its own connections.
     *
     * @throws IllegalArgumentException when a block or a name server's address is none
     * @throws IllegalStateException when a file of authorities cannot be read
     */
    public GuardedHttp(Vertx vertx, OutboundConfig config) {
        this(vertx, config, guard(config));
    }

    /** As above, with a guard of its own in place of the configured blocks. */
    GuardedHttp(Vertx vertx, OutboundConfig config, AddressGuard guard) {
        this.vertx = (VertxInternal) vertx;
        this.client = vertx.httpClientBuilder()
                .with(options(config))
                // Of the options' own size the builder takes no notice.
                .with(new PoolOptions().setHttp1MaxSize(config.connectionsPerHost()))
                .withConnectHandler(this::count)
                .build();
        this.names = new HostNames(config, System::nanoTime);
        Places places = new Places(config.connectionsPerHost(), config.connections(), config.waiting());
        this.means = new Attempt.Means(client, names, guard, places, () -> open.get() < config.connections() / 2);
    }

    private static AddressGuard guard(OutboundConfig config) {
        List<AddressBlock> allowed = config.allowedCidrs().orElse(List.of()).stream()
                .map(AddressBlock::parse)
                .toList();
        if (!allowed.isEmpty()) {
            LOG.infof("requests to addresses that callers name may go to %s too", allowed);
        }
        return new AddressGuard(allowed);
    }

    private static HttpClientOptions options(OutboundConfig config) {
        HttpClientOptions options = new HttpClientOptions()
                .setProtocolVersion(HttpVersion.HTTP_1_1)
                .setUseAlpn(false)
                .setKeepAlive(true)
                .setPipelining(false)
                .setKeepAliveTimeout(
                        Math.toIntExact(Math.max(1, config.idleTimeout().toSeconds())))
                .setConnectTimeout(Math.toIntExact(config.connectTimeout().toMillis()))
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_STATUS_LINE_BYTES)
                .setDecompressionSupported(false)
                .setTracingPolicy(TracingPolicy.IGNORE)
                .setVerifyHost(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.2", "TLSv1.3"))
                .setSslHandshakeTimeout(config.connectTimeout().toMillis())
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
        // a server may ask that a connection be kept for hours: nothing may come on it for no longer than this
        Duration silence = OutboundRequest.MAX_DEADLINE.plusSeconds(1);
        options.setIdleTimeout(Math.toIntExact(silence.toSeconds())).setIdleTimeoutUnit(TimeUnit.SECONDS);
        config.trustedAuthorities()
                .filter(files -> !files.isEmpty())
                .ifPresent(files -> options.setTrustOptions(TrustOptions.wrap(TrustedAuthorities.with(files))));
        return options;
    }

    private void count(HttpConnection connection) {
        open.incrementAndGet();
        connection.closeHandler(_ -> open.decrementAndGet());
    }

    @Override
    public Future<OutboundResult> send(OutboundRequest request) {
        Promise<OutboundResult> result = vertx.getOrCreateContext().promise();
        ContextInternal context = vertx.createEventLoopContext();
        Attempt attempt = new Attempt(means, context, request, result);
        context.runOnContext(_ -> attempt.start());
        return result.future();
    }

    /** How many connections there are. */
    int open() {
        return open.get();
    }

    /** How many requests have a place, which they have while they connect and until they end. */
    int underWay() {
        return means.places().taken();
    }

    /** Requests under way end as broken. */
    @Override
    public void close() {
        names.close();
        // errors of closing are of no interest to anybody
        client.close();
    }
}
