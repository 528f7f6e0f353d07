package io.posthorn.platform.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.ServiceApi;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.call.CallTokens;
import io.posthorn.platform.call.CallVerdict;
import io.posthorn.platform.metric.MetricNames;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.time.Clock;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * A service's door for edges in other processes: takes requests with a {@link CallTokens call token} and nothing else.
 */
public final class CallEndpoint {
    private static final Logger LOG = Logger.getLogger(CallEndpoint.class);
    private static final int UNAUTHORIZED = 401;
    private static final byte[] NO_BODY = new byte[0];
    private static final int MAX_BODY_BYTES = RequestLimits.DEFAULT.bodyBytes();

    private final String service;
    private final ServiceApi api;
    private final CallTokens tokens;
    private final ServiceCodec codec;
    private final Clock clock;
    private final Counter rejected;

    /**
     * A door to {@code api}.
     *
     * @param service what metrics and logs call the service, such as {@code queue}
     * @param shape the service's API, for errors of its own
     */
    public CallEndpoint(
            String service,
            ServiceApi api,
            ServiceShape shape,
            MasterKeys masterKeys,
            MeterRegistry meters,
            Clock clock) {
        this.service = service;
        this.api = api;
        this.tokens = new CallTokens(masterKeys.forPurpose(CallTokens.PURPOSE));
        this.codec = ServiceCodec.of(shape);
        this.clock = clock;
        this.rejected = Counter.builder(MetricNames.CALLS_REJECTED.in(service))
                .description(MetricNames.CALLS_REJECTED.description())
                .tag(MetricNames.CAUSE, "token")
                .register(meters);
    }

    /** Takes every request of {@code router} but those under {@code /q/}. */
    public void serve(Router router) {
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
            // What follows the head is not read, so the connection is good for nothing more.
            rejected.increment();
            announceClose(request);
            close(request, request.response().setStatusCode(UNAUTHORIZED).end());
            return;
        }
        // Whether the token is an edge's shows only with the body: until then anybody may be sending it.
        BodyReader body = new BodyReader(MAX_BODY_BYTES);
        request.exceptionHandler(failure -> LOG.debug("an edge left before its request was read", failure));
        request.handler(chunk -> {
            body.add(chunk);
            if (body.isAbusive()) {
                request.handler(null).endHandler(null);
                announceClose(request);
                close(request, refuse(request));
            }
        });
        request.endHandler(_ -> {
            if (body.isTooLong()) {
                refuse(request);
            } else {
                answer(request, token, body.bytes());
            }
        });
        request.resume();
    }

    /** Without it a client may send its next request on the connection that is about to end. */
    private static void announceClose(HttpServerRequest request) {
        request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
    }

    private static void close(HttpServerRequest request, Future<Void> answered) {
        answered.onComplete(_ -> request.connection().close());
    }

    private void answer(HttpServerRequest request, String token, byte[] body) {
        HttpServerResponse response = request.response();
        WireRequest wire = wireRequest(request, body);
        if (!(tokens.verify(token, wire, clock.instant()) instanceof CallVerdict.Accepted(Call call))) {
            reject(response);
            return;
        }
        Cancellable pending = api.handle(call, wire).subscribe().with(answer -> write(response, answer), failure -> {
            LOG.errorf(failure, "the service failed service=%s requestId=%s", service, call.requestId());
            write(
                    response,
                    codec.encodeError(
                            codec.protocolOf(wire),
                            ApiService.INTERNAL_FAILURE.because(ApiService.INTERNAL_TEXT),
                            call.requestId()));
        });
        // The edge leaves when its client does: a parked receive must take no message then.
        if (!response.ended()) {
            response.closeHandler(_ -> pending.cancel());
        }
    }

    private void reject(HttpServerResponse response) {
        rejected.increment();
        response.setStatusCode(UNAUTHORIZED).end();
    }

    /** Answers a request that is too long. It was not kept, so nothing is known of its caller. */
    private Future<Void> refuse(HttpServerRequest request) {
        Protocol protocol = codec.protocolOf(wireRequest(request, NO_BODY));
        ApiException refusal =
                ApiService.TOO_LARGE.because("The request body is longer than " + MAX_BODY_BYTES + " bytes.");
        return write(
                request.response(),
                codec.encodeError(protocol, refusal, UUID.randomUUID().toString()));
    }

    private static Future<Void> write(HttpServerResponse response, WireResponse answer) {
        if (response.closed() || response.ended()) {
            return Future.succeededFuture();
        }
        response.setStatusCode(answer.status());
        answer.headers().forEach((name, value) -> response.headers().add(name, value));
        return response.end(Buffer.buffer(answer.body()));
    }

    private static WireRequest wireRequest(HttpServerRequest request, byte[] body) {
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
                body);
    }
}
