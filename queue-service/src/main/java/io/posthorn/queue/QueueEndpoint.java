package io.posthorn.queue;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.call.CallTokens;
import io.posthorn.platform.call.CallVerdict;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.wire.Headers;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Clock;
import org.jboss.logging.Logger;

/**
 * The service's door for edges in other processes: takes requests with a {@link CallTokens call token} and nothing else.
 * Left out where the edge is in the same JVM.
 */
@ApplicationScoped
@UnlessBuildProperty(name = "posthorn.standalone", stringValue = "true", enableIfMissing = true)
class QueueEndpoint {
    private static final Logger LOG = Logger.getLogger(QueueEndpoint.class);
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_LARGE = 413;
    private static final int FAILED = 500;

    private final QueueApi api;
    private final CallTokens tokens;
    private final Clock clock = Clock.systemUTC();
    private final Counter rejected;

    QueueEndpoint(QueueApi api, MasterKeys masterKeys, MeterRegistry meters) {
        this.api = api;
        this.tokens = new CallTokens(masterKeys.forPurpose(CallTokens.PURPOSE));
        this.rejected = Counter.builder(MetricNames.CALLS_REJECTED.in("queue"))
                .description(MetricNames.CALLS_REJECTED.description())
                .tag(MetricNames.CAUSE, "token")
                .register(meters);
    }

    void routes(@Observes Router router) {
        router.route().handler(this::take);
    }

    private void take(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        if (request.path().startsWith("/q/")) {
            routing.next();
            return;
        }
        String token = request.getHeader(CallTokens.HEADER);
        if (token == null) {
            reject(request.response());
            return;
        }
        request.body()
                .onSuccess(body -> answer(request, token, body))
                .onFailure(failure -> LOG.debug("an edge left before its request was read", failure));
        request.resume();
    }

    private void answer(HttpServerRequest request, String token, Buffer body) {
        HttpServerResponse response = request.response();
        if (body.length() > RequestLimits.DEFAULT.bodyBytes()) {
            response.setStatusCode(TOO_LARGE).end();
            return;
        }
        WireRequest wire = wireRequest(request, body);
        if (!(tokens.verify(token, wire, clock.instant()) instanceof CallVerdict.Accepted(Call call))) {
            reject(response);
            return;
        }
        Cancellable pending = api.handle(call, wire).subscribe().with(answer -> write(response, answer), failure -> {
            LOG.errorf(failure, "the queue service failed requestId=%s", call.requestId());
            write(response, new WireResponse(FAILED, Headers.NONE, new byte[0]));
        });
        // The edge leaves when its client does: a parked receive must take no message then.
        response.closeHandler(_ -> pending.cancel());
    }

    private void reject(HttpServerResponse response) {
        rejected.increment();
        response.setStatusCode(UNAUTHORIZED).end();
    }

    private static void write(HttpServerResponse response, WireResponse answer) {
        if (response.closed() || response.ended()) {
            return;
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> response.headers().add(name, value));
        response.end(Buffer.buffer(answer.body()));
    }

    private static WireRequest wireRequest(HttpServerRequest request, Buffer body) {
        Headers.Builder headers = Headers.builder();
        request.headers().forEach((name, value) -> headers.add(name, value));
        String query = request.query();
        String uri = request.uri();
        int mark = uri.indexOf('?');
        return new WireRequest(
                request.method().name(),
                mark < 0 ? uri : uri.substring(0, mark),
                query == null ? "" : query,
                headers.build(),
                body.getBytes());
    }
}
