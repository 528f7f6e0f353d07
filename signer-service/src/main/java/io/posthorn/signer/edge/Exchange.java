package io.posthorn.signer.edge;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.api.ApiService;
import io.posthorn.platform.http.BodyReader;
import io.posthorn.platform.log.Occasionally;
import io.posthorn.signer.identity.AccessKey;
import io.posthorn.signer.sigv4.Refusal;
import io.posthorn.signer.sigv4.Scope;
import io.posthorn.signer.throttle.ActionClass;
import io.posthorn.signer.upstream.QueueHint;
import io.posthorn.signer.upstream.UnreachableException;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way: {@code reading → (refused | sent on) → answered}, or {@code abandoned} from either when the
 * client leaves. All of it happens on the event loop that the request came in on.
 */
final class Exchange {
    private static final Logger LOG = Logger.getLogger(Exchange.class);
    private static final String REQUEST_ID = "x-amzn-RequestId";
    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    /** How long a client that was refused may go on sending before its connection is closed. */
    private static final Duration LINGER = Duration.ofSeconds(2);

    private static final byte[] NO_BODY = new byte[0];

    /** Who has signed nothing; a call's empty access key says the same. */
    private static final Principal ANONYMOUS = new Principal("anonymous", "anonymous");

    private final Edge edge;
    private final RoutingContext routing;
    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final @Nullable Context context = Vertx.currentContext();
    private final Thread loop = Thread.currentThread();
    private final String requestId;
    private final Instant receivedAt;
    private final BodyReader body;
    private @Nullable Cancellable pending;
    private boolean over;

    Exchange(Edge edge, RoutingContext routing) {
        this.edge = edge;
        this.routing = routing;
        this.request = routing.request();
        this.response = request.response();
        this.requestId = edge.ids.next();
        this.receivedAt = edge.clock.instant();
        this.body = new BodyReader(edge.maxBodyBytes);
    }

    void begin() {
        routing.addEndHandler(end -> {
            if (end.failed()) {
                abandon();
            }
        });
        request.exceptionHandler(failure -> abandon());
        String expectation = request.getHeader("Expect");
        if (declaredLength() > 4L * edge.maxBodyBytes) {
            refuseBody();
            return;
        }
        if (expectation != null) {
            if (!expectation.equalsIgnoreCase("100-continue")) {
                refuseUnread(EdgeErrors.BAD_EXPECTATION.because("The only expectation that is met is 100-continue."));
                return;
            }
            if (declaredLength() > edge.maxBodyBytes) {
                refuseBody();
                return;
            }
            response.writeContinue();
        }
        request.handler(this::read);
        request.endHandler(end -> decide());
        request.resume();
    }

    private long declaredLength() {
        String length = request.getHeader("Content-Length");
        if (length == null || length.length() > 18) {
            return length == null ? -1 : Long.MAX_VALUE;
        }
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            // the server refuses such a message itself; what comes through is counted as it comes
            return -1;
        }
    }

    private void read(Buffer chunk) {
        if (over) {
            return;
        }
        body.add(chunk);
        if (body.isAbusive()) {
            refuseBody();
        }
    }

    private void decide() {
        if (over) {
            return;
        }
        RequestTarget target = RequestTarget.parse(request.uri());
        WireRequest wire = wireRequest(target);
        if (target == null) {
            refuse(wire, EdgeErrors.BAD_ADDRESS.because("The request's address is not valid."));
        } else if (body.isTooLong()) {
            refuse(wire, tooLong());
        } else if (!isServed(request.method())) {
            response.putHeader("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
            refuse(
                    wire,
                    EdgeErrors.BAD_METHOD.because(
                            "The method " + request.method().name() + " is not served here."));
        } else if (!edge.ready.getAsBoolean()) {
            refuse(wire, EdgeErrors.UNAVAILABLE.because("The endpoint is starting. Please try again."));
        } else {
            authenticate(wire);
        }
    }

    private void authenticate(WireRequest wire) {
        long started = System.nanoTime();
        Admission admission = edge.gate.admit(wire, receivedAt);
        edge.meters.verified(admission, System.nanoTime() - started);
        switch (admission) {
            case Admission.Refused(Refusal refusal, Dialect claimed) -> {
                Dialect dialect = shown(claimed, wire);
                LOG.debugf("Request refused requestId=%s errorCode=%s", requestId, EdgeMeters.label(refusal.cause()));
                String resource = edge.origin.of(wire.headers(), request.scheme()) + wire.path();
                answer(dialect, wire, EdgeErrors.of(refusal, dialect, resource));
            }
            case Admission.Admitted(AccessKey key, Scope scope) ->
                sendOn(key.account(), key.principal(), key.id(), scope.region(), scope.service(), wire);
            case Admission.Open(OpenRequest open) ->
                sendOn(open.account(), ANONYMOUS, "", open.region(), open.service(), wire);
        }
    }

    private void sendOn(
            AccountId account,
            Principal principal,
            String accessKeyId,
            String region,
            String service,
            WireRequest wire) {
        String origin = edge.origin.of(wire.headers(), request.scheme());
        Dialect dialect =
                edge.yandex.include(account, origin) ? Dialect.of(service).inYandexCloud() : Dialect.of(service);
        if (!edge.upstreams.serve(service)) {
            answer(
                    dialect,
                    wire,
                    EdgeErrors.UNKNOWN_SERVICE.because(
                            "The service that the request is signed for is not" + " served by this endpoint."));
            return;
        }
        if (!allows(account, region, dialect, wire)) {
            edge.meters.throttled(service);
            answer(dialect, wire, dialect.throttled());
            return;
        }
        Call call = new Call(
                account,
                principal,
                accessKeyId,
                region,
                service,
                requestId,
                origin,
                source(wire.headers()),
                receivedAt);
        long started = System.nanoTime();
        Uni<WireResponse> answer;
        try {
            answer = edge.upstreams.send(call, wire);
        } catch (RuntimeException e) {
            answer = Uni.createFrom().failure(e);
        }
        pending = answer.subscribe()
                .with(
                        sent -> onLoop(() -> {
                            edge.meters.answered(service, System.nanoTime() - started);
                            write(sent);
                        }),
                        failure -> onLoop(() -> {
                            edge.meters.failed(service);
                            answer(dialect, wire, failed(failure, call));
                        }));
    }

    private boolean allows(AccountId account, String region, Dialect dialect, WireRequest wire) {
        if (edge.throttle.isOn()
                && !edge.throttle.allows(account, ActionClass.of(ActionName.of(wire)), System.nanoTime())) {
            return false;
        }
        QueueHint queue = dialect.isYandex() && edge.quota.isOn() ? QueueHint.of(wire) : null;
        if (queue == null) {
            return true;
        }
        AccountId owner = queue.account() == null ? account : queue.account();
        return edge.quota.allows(owner, region, queue.name(), ActionName.of(wire), System.nanoTime());
    }

    /** What {@code dialect} is for whoever came to the host of this request. */
    private Dialect shown(Dialect dialect, WireRequest wire) {
        return edge.yandex.include(edge.origin.of(wire.headers(), request.scheme()))
                ? dialect.inYandexCloud()
                : dialect;
    }

    private Source source(Headers headers) {
        SocketAddress remote = request.remoteAddress();
        return new Source(
                edge.callers.of(headers, remote == null ? null : remote.hostAddress()),
                edge.origin.isSecure(headers, request.isSSL()));
    }

    private ApiException failed(Throwable failure, Call call) {
        if (failure instanceof ApiException declared) {
            return declared;
        }
        if (failure instanceof UnreachableException) {
            long times = edge.unreachable.happened(System.nanoTime());
            if (times != Occasionally.SILENT) {
                LOG.warnf(
                        "Upstream unreachable requestId=%s account=%s service=%s reason=%s times=%d",
                        requestId, call.account(), call.service(), failure.getMessage(), times);
            }
            return EdgeErrors.UNAVAILABLE.because("The service is unavailable. Please try again.");
        }
        LOG.errorf(
                failure,
                "Upstream failed requestId=%s account=%s service=%s",
                requestId,
                call.account(),
                call.service());
        return EdgeErrors.INTERNAL_FAILURE.because("We encountered an internal error. Please try again.");
    }

    private void onLoop(Runnable task) {
        if (Thread.currentThread() == loop || context == null) {
            task.run();
        } else {
            context.runOnContext(ignored -> task.run());
        }
    }

    /** Answers a request whose credentials say nothing of the service. */
    private void refuse(WireRequest wire, ApiException error) {
        answer(shown(Dialect.guessed(wire), wire), wire, error);
    }

    private void answer(Dialect dialect, WireRequest wire, ApiException error) {
        // clients whose clock is off set it by this
        response.putHeader("Date", HTTP_DATE.format(edge.clock.instant()));
        write(dialect.error(wire, error, requestId));
    }

    private void write(WireResponse answer) {
        if (over) {
            return;
        }
        over = true;
        pending = null;
        response.setStatusCode(answer.status());
        Headers headers = answer.headers();
        boolean named = false;
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            named |= name.equalsIgnoreCase(REQUEST_ID);
            response.headers().add(name, headers.value(i));
        }
        if (!named) {
            response.headers().add(REQUEST_ID, requestId);
        }
        if (answer.body().length == 0) {
            response.end();
        } else {
            response.end(Buffer.buffer(answer.body()));
        }
    }

    /** The client left: what waits for it is withdrawn, so that a parked receive takes no message. */
    private void abandon() {
        if (over) {
            return;
        }
        over = true;
        edge.meters.abandoned();
        Cancellable cancellable = pending;
        pending = null;
        if (cancellable != null) {
            cancellable.cancel();
        }
    }

    private void refuseBody() {
        refuseUnread(tooLong());
    }

    private ApiException tooLong() {
        return ApiService.TOO_LARGE.because("The request body is longer than " + edge.maxBodyBytes + " bytes.");
    }

    /**
     * Answers without reading the rest, which leaves the connection good for nothing more. What still comes is dropped for a
     * moment: to close on unread bytes would reset the connection, and take the answer away from the client.
     */
    private void refuseUnread(ApiException error) {
        WireRequest wire = wireRequest(null);
        boolean closes = request.version() != HttpVersion.HTTP_2;
        if (closes) {
            response.putHeader("Connection", "close");
        }
        refuse(wire, error);
        if (closes) {
            request.handler(dropped -> {});
            request.endHandler(end -> request.connection().close());
            request.resume();
            routing.vertx()
                    .setTimer(LINGER.toMillis(), ignored -> request.connection().close());
        }
    }

    private WireRequest wireRequest(@Nullable RequestTarget target) {
        Headers.Builder headers = Headers.builder();
        boolean hasHost = false;
        for (Map.Entry<String, String> header : request.headers()) {
            hasHost |= header.getKey().equalsIgnoreCase("Host");
            headers.add(header.getKey(), header.getValue());
        }
        // HTTP/2 says it otherwise, and clients sign it as the host all the same
        if (!hasHost && request.authority() != null) {
            headers.add("Host", request.authority().toString());
        }
        return new WireRequest(
                request.method().name(),
                target == null ? "/" : target.path(),
                target == null ? "" : target.query(),
                headers.build(),
                target == null ? NO_BODY : body.bytes());
    }

    private static boolean isServed(HttpMethod method) {
        return method.equals(HttpMethod.POST)
                || method.equals(HttpMethod.GET)
                || method.equals(HttpMethod.HEAD)
                || method.equals(HttpMethod.PUT)
                || method.equals(HttpMethod.PATCH)
                || method.equals(HttpMethod.DELETE);
    }
}
