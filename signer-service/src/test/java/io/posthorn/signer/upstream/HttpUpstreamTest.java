package io.posthorn.signer.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.call.CallTokens;
import io.posthorn.platform.call.CallVerdict;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.shard.Shards;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.subscription.Cancellable;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HttpUpstreamTest {
    private static final AccountId ACCOUNT = new AccountId("000000000000");
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Vertx vertx = Vertx.vertx();
    private final CallTokens tokens =
            new CallTokens(MasterKeys.parse("k:" + Base64.getEncoder().encodeToString(new byte[32]))
                    .forPurpose(CallTokens.PURPOSE));
    private final WireRequest request = new WireRequest(
            "POST",
            "/000000000000/a%20b",
            "x=%2F",
            Headers.of(
                    "Content-Type", "application/x-amz-json-1.0",
                    "Authorization", "AWS4-HMAC-SHA256 secret-proof",
                    "Host", "public",
                    "X-Amz-Target", "AmazonSQS.SendMessage"),
            "{\"a\":1}".getBytes(StandardCharsets.UTF_8));
    private final Call call = new Call(
            ACCOUNT,
            Principal.rootOf(ACCOUNT),
            "k",
            "us-east-1",
            "sqs",
            "r",
            "http://public",
            Source.UNKNOWN,
            Instant.now());

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aRequestArrivesAsItWasWithASignedCallAndNoCredentials() {
        List<String> seen = new ArrayList<>();
        String replica = serve(incoming -> incoming.body().onSuccess(body -> {
            WireRequest arrived = new WireRequest(
                    incoming.method().name(), incoming.path(), incoming.query(), Headers.NONE, body.getBytes());
            CallVerdict verdict = tokens.verify(incoming.getHeader(CallTokens.HEADER), arrived, Instant.now());
            seen.add(verdict instanceof CallVerdict.Accepted(Call accepted) ? accepted.toString() : "not believed");
            seen.add(String.valueOf(incoming.getHeader("X-Amz-Target")));
            seen.add(String.valueOf(incoming.getHeader("Authorization")));
            incoming.response()
                    .putHeader("x-amzn-RequestId", "r")
                    .setStatusCode(400)
                    .end("answer");
        }));

        WireResponse answer = upstream(replica).send(call, request).await().atMost(PATIENCE);

        assertThat(seen).containsExactly(call.toString(), "AmazonSQS.SendMessage", "null");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("answer".getBytes(StandardCharsets.UTF_8));
        assertThat(answer.headers().first("x-amzn-RequestId")).isEqualTo("r");
        assertThat(answer.headers().first("Content-Length")).isNull();
    }

    @Test
    void anotherReplicaIsAskedWhenOneAcceptsNoConnection() throws IOException {
        String live = serve(incoming -> incoming.response().end("live"));
        Upstream upstream = upstream(unused(), live);

        for (int i = 0; i < 4; i++) {
            assertThat(text(upstream.send(call, request).await().atMost(PATIENCE)))
                    .isEqualTo("live");
        }
    }

    @Test
    void connectionsAreUsedAgain() {
        Set<Object> connections = ConcurrentHashMap.newKeySet();
        Upstream upstream = upstream(serve(incoming -> {
            connections.add(incoming.connection());
            incoming.response().end("live");
        }));

        for (int i = 0; i < 10; i++) {
            assertThat(text(upstream.send(call, request).await().atMost(PATIENCE)))
                    .isEqualTo("live");
        }

        assertThat(connections).hasSizeLessThan(5);
    }

    @Test
    void whenNoneAcceptsConnectionsTheServiceIsUnreachable() throws IOException {
        Upstream upstream = upstream(unused(), unused());

        assertThatThrownBy(() -> upstream.send(call, request).await().atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("no replica accepts connections");
    }

    @Test
    void aRequestThatMayHaveArrivedIsNotSentAgain() {
        AtomicInteger arrivals = new AtomicInteger();
        Handler<HttpServerRequest> breaking = incoming -> {
            arrivals.incrementAndGet();
            incoming.connection().close();
        };
        Upstream upstream = upstream(serve(breaking), serve(breaking));

        assertThatThrownBy(() -> upstream.send(call, request).await().atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class);
        assertThat(arrivals).hasValue(1);
    }

    @Test
    void theOwnerThatAReplicaNamesIsAsked() {
        String owner = serve(incoming -> incoming.response().end("owner"));
        String other = serve(incoming -> misdirect(incoming, owner));

        assertThat(text(upstream(other).send(call, request).await().atMost(PATIENCE)))
                .isEqualTo("owner");
    }

    @Test
    void anotherReplicaIsAskedAtOnceWhenOneDoesNotKnowTheOwner() {
        AtomicInteger asked = new AtomicInteger();
        String handedOver = serve(incoming -> {
            asked.incrementAndGet();
            incoming.response().setStatusCode(421).end();
        });
        Upstream upstream =
                upstream(handedOver, serve(incoming -> incoming.response().end("owner")));

        for (int i = 0; i < 4; i++) {
            assertThat(text(upstream.send(call, request).await().atMost(PATIENCE)))
                    .isEqualTo("owner");
        }
        assertThat(asked).hasPositiveValue();
    }

    @Test
    void replicasThatNameEachOtherAreNotFollowedForever() {
        AtomicInteger asked = new AtomicInteger();
        List<String> addresses = new ArrayList<>();
        addresses.add(serve(incoming -> {
            asked.incrementAndGet();
            misdirect(incoming, addresses.getFirst());
        }));

        assertThatThrownBy(() -> upstream(addresses.getFirst())
                        .send(call, request)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("no replica owns the shard");
        assertThat(asked).hasValue(3);
    }

    @Test
    void anAnswerThatDoesNotComeIsGivenUp() {
        AtomicBoolean left = new AtomicBoolean();
        String silent = serve(incoming -> incoming.connection().closeHandler(closed -> left.set(true)));

        assertThatThrownBy(() -> limited("300ms", "1000000", silent)
                        .send(call, request)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class)
                .hasMessageStartingWith("no answer in");
        await().untilTrue(left);
    }

    @Test
    void aClientThatLeavesTakesItsRequestAtTheServiceWithIt() {
        AtomicBoolean arrived = new AtomicBoolean();
        AtomicBoolean left = new AtomicBoolean();
        String parking = serve(incoming -> {
            incoming.response().closeHandler(closed -> left.set(true));
            arrived.set(true);
        });
        Cancellable waiting = upstream(parking).send(call, request).subscribe().with(answer -> {}, failure -> {});
        await().untilTrue(arrived);

        waiting.cancel();

        await().untilTrue(left);
    }

    @Test
    void anAnswerPastTheLimitIsGivenUp() {
        String verbose = serve(incoming -> incoming.response().end(Buffer.buffer(new byte[2000])));

        assertThatThrownBy(() -> limited("5s", "1000", verbose)
                        .send(call, request)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("1000 bytes");
    }

    @Test
    void aRequestWaitsUntilSomebodyOwnsTheShard() {
        AtomicInteger asked = new AtomicInteger();
        String replica = serve(incoming -> {
            if (asked.incrementAndGet() < 4) {
                incoming.response().setStatusCode(421).end();
            } else {
                incoming.response().end("owner");
            }
        });

        assertThat(text(patient("10s", "10", replica)
                        .send(call, request)
                        .await()
                        .atMost(PATIENCE)))
                .isEqualTo("owner");
        assertThat(asked).hasValue(4);
    }

    @Test
    void theWaitForAnOwnerIsBounded() {
        AtomicInteger asked = new AtomicInteger();
        String replica = serve(incoming -> {
            asked.incrementAndGet();
            incoming.response().setStatusCode(421).end();
        });

        assertThatThrownBy(() -> patient("300ms", "10", replica)
                        .send(call, request)
                        .await()
                        .atMost(PATIENCE))
                .isInstanceOf(UnreachableException.class)
                .hasMessage("no replica owns the shard");
        assertThat(asked).hasValueBetween(3, 12);
    }

    @Test
    void onlySoManyRequestsWaitForAnOwner() {
        AtomicInteger asked = new AtomicInteger();
        Upstream upstream = patient("10s", "1", serve(incoming -> {
            asked.incrementAndGet();
            incoming.response().setStatusCode(421).end();
        }));
        Cancellable first = upstream.send(call, request).subscribe().with(_ -> {}, _ -> {});
        await().until(() -> asked.get() > 1);

        assertThatThrownBy(() -> upstream.send(call, request).await().atMost(Duration.ofSeconds(5)))
                .isInstanceOf(UnreachableException.class);

        first.cancel();
        Cancellable next = upstream.send(call, request).subscribe().with(_ -> {}, _ -> {});
        int before = asked.get();
        await().until(() -> asked.get() > before + 2);
        next.cancel();
    }

    private static void misdirect(HttpServerRequest incoming, String owner) {
        incoming.response()
                .setStatusCode(421)
                .putHeader("Posthorn-Owner", owner)
                .end();
    }

    private Upstream upstream(String... replicas) {
        return limited("10s", "1000000", replicas);
    }

    private Upstream patient(String patience, String waiting, String... replicas) {
        return configured("10s", "1000000", patience, waiting, replicas);
    }

    private Upstream limited(String deadline, String maxAnswerBytes, String... replicas) {
        return configured(deadline, maxAnswerBytes, "0s", "1024", replicas);
    }

    private Upstream configured(
            String deadline, String maxAnswerBytes, String patience, String waiting, String... replicas) {
        UpstreamConfig config = new SmallRyeConfigBuilder()
                .addDefaultInterceptors()
                .withConverter(Duration.class, 200, new DurationConverter())
                .withMapping(UpstreamConfig.class)
                .withDefaultValue("posthorn.signer.upstreams.sqs", String.join(",", replicas))
                .withDefaultValue("posthorn.signer.upstream.deadline", deadline)
                .withDefaultValue("posthorn.signer.upstream.max-answer-bytes", maxAnswerBytes)
                .withDefaultValue("posthorn.signer.upstream.patience", patience)
                .withDefaultValue("posthorn.signer.upstream.waiting", waiting)
                .build()
                .getConfigMapping(UpstreamConfig.class);
        ReplicaClient client = new ReplicaClient(vertx, tokens, config.upstream(), Clock.systemUTC());
        Upstreams upstreams = UpstreamBeans.upstreams(List.of(), config, new ShardRoutes(Shards.standard()), client);
        assertThat(upstreams.services()).containsExactly("sqs");
        return upstreams;
    }

    private String serve(Handler<HttpServerRequest> handler) {
        HttpServer server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
        return "http://127.0.0.1:" + server.actualPort();
    }

    /** An address that refuses connections. */
    private static String unused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    private static String text(WireResponse answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
