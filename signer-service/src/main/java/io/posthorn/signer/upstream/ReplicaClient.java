package io.posthorn.signer.upstream;

import io.posthorn.platform.Call;
import io.posthorn.platform.call.CallTokens;
import io.posthorn.signer.upstream.Replicas.Replica;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;

/** Asks one replica over pooled HTTP, once, with the signed call. */
final class ReplicaClient {
    /** What a service may need of a request's headers; credentials stay at the edge. */
    private static final Set<String> SENT_ON = Set.of(
            "content-type",
            "accept",
            "x-amz-target",
            "x-amzn-query-mode",
            "x-amzn-trace-id",
            "traceparent",
            "tracestate");

    /** Headers that are between a replica and us. */
    private static final Set<String> KEPT_BACK =
            Set.of("connection", "keep-alive", "transfer-encoding", "content-length", "te", "trailer", "upgrade");

    private final HttpClient client;
    private final CallTokens tokens;
    private final Clock clock;
    private final UpstreamConfig.Upstream limits;

    ReplicaClient(Vertx vertx, CallTokens tokens, UpstreamConfig.Upstream limits, Clock clock) {
        HttpClientOptions options = new HttpClientOptions()
                .setConnectTimeout(Math.toIntExact(limits.connectTimeout().toMillis()))
                .setMaxWaitQueueSize(limits.waiting())
                .setKeepAlive(true)
                .setDecompressionSupported(false);
        this.client = vertx.createHttpClient(options, new PoolOptions().setHttp1MaxSize(limits.connections()));
        this.tokens = tokens;
        this.clock = clock;
        this.limits = limits;
    }

    /**
     * What {@code replica} answers. Fails with {@link NotConnectedException} when the request did not reach it, so that
     * another may be asked, and with {@link UnreachableException} when it may have.
     */
    Uni<WireResponse> ask(Replica replica, Call call, WireRequest request) {
        RequestOptions options = new RequestOptions()
                .setHost(replica.host())
                .setPort(replica.port())
                .setSsl(replica.tls())
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(request.query().isEmpty() ? request.path() : request.path() + "?" + request.query());
        return Uni.createFrom()
                .emitter(emitter -> client.request(options)
                        .onFailure(failure -> emitter.fail(new NotConnectedException(failure)))
                        .onSuccess(outgoing -> send(outgoing, call, request, emitter)));
    }

    private void send(
            HttpClientRequest outgoing, Call call, WireRequest request, UniEmitter<? super WireResponse> emitter) {
        AtomicBoolean whole = new AtomicBoolean();
        // A client that leaves takes its request at the service with it, and an answer that is given up its connection;
        // after a whole answer the connection is kept.
        emitter.onTermination(() -> {
            if (!whole.get()) {
                outgoing.reset();
            }
        });
        request.headers().forEach((name, value) -> {
            if (SENT_ON.contains(name.toLowerCase(Locale.ROOT))) {
                outgoing.headers().add(name, value);
            }
        });
        outgoing.putHeader(CallTokens.HEADER, tokens.issue(call, request, clock.instant()));
        outgoing.exceptionHandler(failure -> emitter.fail(lost(failure)));
        outgoing.send(Buffer.buffer(request.body()))
                .onFailure(failure -> emitter.fail(lost(failure)))
                .onSuccess(response -> receive(response, whole, emitter));
    }

    private void receive(HttpClientResponse response, AtomicBoolean whole, UniEmitter<? super WireResponse> emitter) {
        Buffer body = Buffer.buffer();
        response.handler(chunk -> {
            if (body.length() + (long) chunk.length() > limits.maxAnswerBytes()) {
                emitter.fail(
                        new UnreachableException("the answer is longer than " + limits.maxAnswerBytes() + " bytes"));
            } else {
                body.appendBuffer(chunk);
            }
        });
        response.exceptionHandler(failure -> emitter.fail(lost(failure)));
        response.endHandler(end -> {
            whole.set(true);
            emitter.complete(new WireResponse(response.statusCode(), headers(response), body.getBytes()));
        });
    }

    private static Headers headers(HttpClientResponse response) {
        Headers.Builder headers = Headers.builder();
        for (Map.Entry<String, String> header : response.headers()) {
            if (!KEPT_BACK.contains(header.getKey().toLowerCase(Locale.ROOT))) {
                headers.add(header.getKey(), header.getValue());
            }
        }
        return headers.build();
    }

    private static UnreachableException lost(Throwable failure) {
        return new UnreachableException(
                "the connection broke: " + failure.getClass().getSimpleName(), failure);
    }

    /** The request did not reach the replica. */
    static final class NotConnectedException extends RuntimeException {
        NotConnectedException(Throwable cause) {
            super("no connection: " + cause.getClass().getSimpleName(), cause, false, false);
        }
    }
}
