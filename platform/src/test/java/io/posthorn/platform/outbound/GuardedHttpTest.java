package io.posthorn.platform.outbound;

import static io.posthorn.platform.outbound.Outgoing.await;
import static io.posthorn.platform.outbound.Outgoing.config;
import static io.posthorn.platform.outbound.Outgoing.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.posthorn.platform.outbound.OutboundResult.Answered;
import io.posthorn.platform.outbound.OutboundResult.Cause;
import io.posthorn.platform.outbound.OutboundResult.Unanswered;
import io.posthorn.wire.Blob;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardedHttpTest {
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    private static final Duration SHORT = Duration.ofMillis(400);

    private final Vertx vertx = Vertx.vertx();
    private final CountDownLatch end = new CountDownLatch(1);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private FakeNameServer names;
    private GuardedHttp http;

    @BeforeEach
    void start() throws IOException {
        names = new FakeNameServer();
        http = http("connections-per-host", "4");
    }

    @AfterEach
    void stop() throws Exception {
        end.countDown();
        http.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
        names.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void theAnswerComesWithStatusHeadersAndBody() throws Exception {
        RawServer server = server(
                RawServer.saying("HTTP/1.1 418 Teapot\r\nX-Kind: a\r\nx-kind: b\r\nContent-Length: 3\r\n\r\nyes"));

        Answered answer = answered(get(url(server)));

        assertThat(answer.status()).isEqualTo(418);
        assertThat(answer.headers()).containsEntry("x-kind", List.of("a", "b"));
        assertThat(answer.body()).isEqualTo(blob("yes"));
    }

    @Test
    void headersAreOnTheWireAsTheyWereGiven() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        names.answer("host.test", "A 127.0.0.1");

        await(http.send(new OutboundRequest(
                "POST",
                URI.create("http://Host.test:" + server.port() + "/a%20b?c=%2F&ü#fragment"),
                List.of(
                        Map.entry("x-amz-sns-message-type", "Notification"),
                        Map.entry("Content-Type", "text/plain; charset=UTF-8"),
                        Map.entry("X-TWICE", "1"),
                        Map.entry("User-Agent", "Amazon Simple Notification Service Agent"),
                        Map.entry("x-twice", "2")),
                blob("body"),
                Duration.ofSeconds(8),
                10)));

        assertThat(server.requests())
                .containsExactly("POST /a%20b?c=%2F&%C3%BC HTTP/1.1\r\n"
                        + "Host: host.test:" + server.port() + "\r\n"
                        + "x-amz-sns-message-type: Notification\r\n"
                        + "Content-Type: text/plain; charset=UTF-8\r\n"
                        + "X-TWICE: 1\r\n"
                        + "User-Agent: Amazon Simple Notification Service Agent\r\n"
                        + "x-twice: 2\r\n"
                        + "Content-Length: 4\r\n\r\nbody");
    }

    @Test
    void anEmptyBodyHasALengthWhereABodyIsExpected() throws Exception {
        RawServer server = server(RawServer.saying(OK));

        await(http.send(new OutboundRequest(
                "POST", URI.create(url(server)), List.of(), Blob.EMPTY, Duration.ofSeconds(8), 10)));
        await(http.send(get(url(server))));

        assertThat(server.requests())
                .containsExactly(
                        "POST / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\nContent-Length: 0\r\n\r\n",
                        "GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n\r\n");
    }

    @Test
    void aConnectionServesRequestAfterRequest() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        for (int i = 0; i < 20; i++) {
            assertThat(answered(get(url(server))).status()).isEqualTo(200);
        }

        // a connection is back a moment after its answer, so that a request close behind may open another
        assertThat(server.connections()).isLessThan(10);
    }

    @Test
    void anIdleConnectionIsClosed() throws Exception {
        GuardedHttp hasty = http("idle-timeout", "1s");
        RawServer server = server(RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        await(hasty.send(get(url(server))));

        await().atMost(Duration.ofSeconds(10)).until(() -> server.open() == 0 && hasty.open() == 0);
    }

    @Test
    void namesAtOneAddressDoNotShareConnections() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        names.answer("one.test", "A 127.0.0.1").answer("two.test", "A 127.0.0.1");

        await(http.send(get("http://one.test:" + server.port() + "/")));
        await(http.send(get("http://two.test:" + server.port() + "/")));

        assertThat(server.connections()).isEqualTo(2);
    }

    @Test
    void aConnectionIsNotKeptWhileManyAreOpen() throws Exception {
        GuardedHttp small = http("connections", "1");
        RawServer server = server((request, out) -> {
            RawServer.saying(OK).answer(request, out);
        });

        await(small.send(get(url(server))));

        assertThat(server.requests()).singleElement().asString().contains("Connection: close\r\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> small.open() == 0);
    }

    @Test
    void aConnectionIsNotKeptThoughItsCallerWouldKeepIt() throws Exception {
        GuardedHttp small = http("connections", "1");
        RawServer server = server(RawServer.saying(OK));
        OutboundRequest get = get(url(server));

        await(small.send(new OutboundRequest(
                get.method(),
                get.uri(),
                List.of(Map.entry("Connection", "Keep-Alive")),
                get.body(),
                get.deadline(),
                get.maxAnswerBytes())));

        assertThat(server.requests())
                .singleElement()
                .asString()
                .contains("Connection: close\r\n")
                .doesNotContain("Keep-Alive");
        await().atMost(Duration.ofSeconds(10)).until(() -> small.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 200 OK\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
                "HTTP/1.1 100 Continue\r\n\r\n"
            })
    void aServerThatStaysSilentIsLeftAtTheDeadline(String beginning) throws Exception {
        RawServer server = server((_, out) -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            out.flush();
            end.await();
        });

        assertThat(await(http.send(get(url(server), SHORT, 100)))).isEqualTo(new Unanswered(Cause.TIMEOUT));
        assertAllGivenBack();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 200 OK\r\nX-Drip: ", "HTTP/1.1 200 OK\r\nContent-Length: 999999\r\n\r\n", "HTTP/1.1 2"
            })
    void aServerThatDripsIsLeftAtTheDeadline(String beginning) throws Exception {
        RawServer server = server((_, out) -> {
            out.write(beginning.getBytes(StandardCharsets.US_ASCII));
            while (!end.await(20, TimeUnit.MILLISECONDS)) {
                out.write('0');
                out.flush();
            }
        });
        long start = System.nanoTime();

        assertThat(await(http.send(get(url(server), SHORT, 10_000)))).isEqualTo(new Unanswered(Cause.TIMEOUT));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
        assertAllGivenBack();
    }

    @Test
    void aNameServerThatStaysSilentIsLeftAtTheDeadline() throws Exception {
        names.answer("silent.test", "SILENCE");

        assertThat(await(http.send(get("http://silent.test/", SHORT, 10)))).isEqualTo(new Unanswered(Cause.TIMEOUT));
        assertAllGivenBack();
    }

    @Test
    void anEndlessBodyIsCutAndItsConnectionClosed() throws Exception {
        byte[] block = "x".repeat(8192).getBytes(StandardCharsets.US_ASCII);
        RawServer server = server((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            while (end.getCount() > 0) {
                out.write("2000\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(block);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });

        Answered answer = answered(get(url(server), Duration.ofSeconds(8), 1000));

        assertThat(answer.body()).isEqualTo(blob("x".repeat(1000)));
        assertAllGivenBack();
        await().atMost(Duration.ofSeconds(10)).until(() -> server.open() == 0);
    }

    @Test
    void aBodyThatIsAllOfItKeptNeedsNoEnd() throws Exception {
        RawServer server = server((_, out) -> {
            out.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.flush();
            end.await();
        });

        assertThat(answered(get(url(server), SHORT, 3)).body()).isEqualTo(blob("abc"));
    }

    @Test
    void aCompressedBodyIsLeftAsItIs() throws Exception {
        RawServer server = server(RawServer.saying(
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\n\u001f\u008b\b\0"));

        assertThat(answered(get(url(server))).body()).isEqualTo(Blob.of(new byte[] {0x1f, (byte) 0x8b, 8, 0}));
    }

    @Test
    void aHeadOfMoreThan16KiBBreaksTheAnswer() throws Exception {
        String name = "X: " + "y".repeat(4000) + "\r\n";
        RawServer large =
                server(RawServer.saying("HTTP/1.1 200 OK\r\n" + name.repeat(5) + "Content-Length: 0\r\n\r\n"));
        RawServer small =
                server(RawServer.saying("HTTP/1.1 200 OK\r\n" + name.repeat(4) + "Content-Length: 0\r\n\r\n"));

        assertThat(await(http.send(get(url(large))))).isEqualTo(new Unanswered(Cause.BROKEN));
        assertThat(answered(get(url(small))).status()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(10)).until(() -> large.open() == 0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 999 What\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"
            })
    void whatIsNoAnswerIsBroken(String bytes) throws Exception {
        RawServer server = server(RawServer.saying(bytes));

        assertThat(await(http.send(get(url(server), Duration.ofSeconds(8), 10))))
                .isEqualTo(new Unanswered(Cause.BROKEN));
        assertAllGivenBack();
    }

    @Test
    void aConnectionThatEndsEarlyIsBrokenAndTheRequestNotRepeated() throws Exception {
        RawServer server = server((_, _) -> {
            throw new IOException("closed");
        });

        assertThat(await(http.send(get(url(server))))).isEqualTo(new Unanswered(Cause.BROKEN));
        assertThat(server.requests()).hasSize(1);
        assertAllGivenBack();
    }

    @Test
    void nobodyListeningIsAFailureToConnect() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        server.close();

        assertThat(await(http.send(get(url(server))))).isEqualTo(new Unanswered(Cause.CONNECT));
        assertAllGivenBack();
    }

    @Test
    void theNextAddressIsTriedWhenNobodyListensAtTheFirst() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        names.answer("several.test", "A 127.0.0.9,A 127.0.0.1");

        assertThat(answered(get("http://several.test:" + server.port() + "/")).status())
                .isEqualTo(200);
    }

    @Test
    void aNameThatDoesNotResolveIsUnknown() throws Exception {
        assertThat(await(http.send(get("http://nowhere.test/")))).isEqualTo(new Unanswered(Cause.UNKNOWN_HOST));
        assertAllGivenBack();
    }

    @Test
    void anAnswerOfANameServerIsKeptForAWhile() throws Exception {
        RawServer server = server(RawServer.saying(OK));
        names.answer("kept.test", "A 127.0.0.1");
        for (int i = 0; i < 5; i++) {
            answered(get("http://kept.test:" + server.port() + "/"));
        }

        assertThat(names.asked("kept.test")).isEqualTo(1);
    }

    @Test
    void manyRequestsToAHangingHostDelayNoOther() throws Exception {
        RawServer hanging = server((_, _) -> end.await());
        RawServer good = server(RawServer.saying(OK));
        List<Future<OutboundResult>> stuck = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            stuck.add(http.send(get(url(hanging), Duration.ofSeconds(4), 10)));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> hanging.requests().size() == 4);

        for (int i = 0; i < 20; i++) {
            assertThat(await(http.send(get(url(good), Duration.ofSeconds(2), 10))))
                    .isInstanceOf(Answered.class);
        }

        assertThat(stuck).noneMatch(Future::isComplete);
        assertThat(hanging.connections()).isEqualTo(4);
        for (Future<OutboundResult> each : stuck) {
            assertThat(await(each)).isIn(new Unanswered(Cause.TIMEOUT), new Unanswered(Cause.NO_PLACE));
        }
        assertAllGivenBack();
    }

    @Test
    void asManyMayBeUnderWayToOneHostAsItHasPlaces() throws Exception {
        GuardedHttp large = http("connections", "100", "connections-per-host", "50");
        RawServer hanging = server((_, _) -> end.await());
        List<Future<OutboundResult>> stuck = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            stuck.add(large.send(get(url(hanging), Duration.ofSeconds(10), 10)));
        }

        await().atMost(Duration.ofSeconds(10)).until(() -> hanging.requests().size() == 50);

        large.close();
        for (Future<OutboundResult> each : stuck) {
            assertThat(await(each)).isEqualTo(new Unanswered(Cause.BROKEN));
        }
    }

    @Test
    void whenAllPlacesAreTakenHostsTakeTurns() throws Exception {
        GuardedHttp small = http("connections", "2", "connections-per-host", "2", "waiting", "3");
        RawServer hanging = server((_, _) -> end.await());
        RawServer good = server(RawServer.saying(OK));
        List<Future<OutboundResult>> stuck = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            stuck.add(small.send(get(url(hanging), Duration.ofSeconds(1), 10)));
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> hanging.requests().size() == 2);

        Future<OutboundResult> one = small.send(get(url(good)));
        Future<OutboundResult> other = small.send(get(url(good)));

        // There is room for one more to wait; which of the two was first is their threads' affair.
        assertThat(List.of(await(one), await(other)))
                .contains(new Unanswered(Cause.NO_PLACE))
                .hasAtLeastOneElementOfType(Answered.class);
        for (Future<OutboundResult> each : stuck) {
            // Those that had no place get the others' in the same moment that their own time is over, or just not.
            assertThat(await(each)).isIn(new Unanswered(Cause.TIMEOUT), new Unanswered(Cause.NO_PLACE));
        }
    }

    @Test
    void whatFindsNoPlaceUntilItsDeadlineSaysSoAndIsNotSent() throws Exception {
        GuardedHttp small = http("connections", "10", "connections-per-host", "1");
        RawServer hanging = server((_, _) -> end.await());
        Future<OutboundResult> first = small.send(get(url(hanging), Duration.ofSeconds(3), 10));
        await().atMost(Duration.ofSeconds(10)).until(() -> hanging.requests().size() == 1);

        OutboundResult second = await(small.send(get(url(hanging), SHORT, 10)));

        assertThat(second).isEqualTo(new Unanswered(Cause.NO_PLACE));
        assertThat(await(first)).isEqualTo(new Unanswered(Cause.TIMEOUT));
        assertThat(hanging.requests()).hasSize(1);
        await().atMost(Duration.ofSeconds(10)).until(() -> small.underWay() == 0);
    }

    private GuardedHttp http(String... keysAndValues) {
        List<String> all = new ArrayList<>(List.of(keysAndValues));
        all.addAll(List.of("allowed-cidrs", "127.0.0.0/8", "dns-servers", names.address()));
        GuardedHttp made = new GuardedHttp(vertx, config(all.toArray(String[]::new)));
        opened.add(made);
        return made;
    }

    private RawServer server(RawServer.Behaviour behaviour) throws IOException {
        RawServer server = new RawServer("127.0.0.1", behaviour);
        opened.add(server);
        return server;
    }

    private Answered answered(OutboundRequest request) throws Exception {
        OutboundResult result = await(http.send(request));
        assertThat(result).isInstanceOf(Answered.class);
        return (Answered) result;
    }

    private void assertAllGivenBack() {
        await().atMost(Duration.ofSeconds(15)).until(() -> http.underWay() == 0 && http.open() == 0);
    }

    private static String url(RawServer server) {
        return "http://127.0.0.1:" + server.port() + "/";
    }

    private static Blob blob(String text) {
        return Blob.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
