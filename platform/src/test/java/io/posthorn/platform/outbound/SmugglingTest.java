package io.posthorn.platform.outbound;

import static io.posthorn.platform.outbound.Outgoing.await;
import static io.posthorn.platform.outbound.Outgoing.config;
import static io.posthorn.platform.outbound.Outgoing.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.outbound.OutboundResult.Answered;
import io.posthorn.platform.outbound.OutboundResult.Cause;
import io.posthorn.platform.outbound.OutboundResult.Unanswered;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.BindException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ways to have a request sent to an address inside. Servers listen inside, at 127.0.0.1, ::1 and others; the one outside is
 * 127.0.0.2, the only address of loopback that the guard allows here, at the same port. No attempt may so much as connect
 * to one inside.
 */
class SmugglingTest {
    private static final List<String> INSIDE = List.of("127.0.0.1", "127.0.0.3", "127.1.2.3", "127.255.255.254", "::1");
    private static final String OUTSIDE = "127.0.0.2";

    /** Hosts as they might be spelled. */
    private static final String SPELLINGS = """
            127.0.0.1 127.0.0.3 127.1.2.3 127.255.255.254 0.0.0.0 localhost LOCALHOST LocalHost localhost. localhost.. .localhost
            127.0.0.1. 127.0.0.1.. .127.0.0.1 127..0.0.1 127.0.0.1.localhost. 127.1 127.0.1 127.1. 0 0. 0x0 00 0.0 0.0.0 1 127
            2130706433 2130706433. 02130706433 017700000001 0x7f000001 0X7F000001 0x7F.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 0x7f.0.1
            0177.0.0.1 0177.1 0177.0.1 00177.0.0.1 0000177.0000.0000.0001 127.0.0.01 127.00.0.1 127.000.000.001 0127.0.0.1
            127.0x0.0.1 127.0.0.0x1 127.0.0.1e0 127.0.0.256 127.0.0.4294967297 4294967297 4294967296 18446744073709551617
            6425673729 383.0.0.1 127.0.0.1.0 127.0.0.1.1 1.0.0.127.in-addr.arpa 127.0.0.+1 127.0.0.-1 +127.0.0.1 -127.0.0.1
            127-0-0-1 127,0,0,1 127.0.0,1 127.0.0.1, 127.0.0.1; 127.0.0.1| 127.0.0.1' 127.0.0.1" 127.0.0.1` 127.0.0.1~ 127.0.0.1!
            127.0.0.1$ 127.0.0.1& 127.0.0.1( 127.0.0.1) 127.0.0.1* 127.0.0.1= 127.0.0.1< 127.0.0.1> 127.0.0.1^ {127.0.0.1} (127.0.0.1)
            [::1] [0:0:0:0:0:0:0:1] [0000:0000:0000:0000:0000:0000:0000:0001] [::] [::0.0.0.1] [0::1] [::0:1] [::127.0.0.1]
            [::7f00:1] [::ffff:127.0.0.1] [::FFFF:127.0.0.1] [::ffff:7f00:1] [0:0:0:0:0:ffff:127.0.0.1] [0:0:0:0:0:ffff:7f00:0001]
            [::ffff:0:127.0.0.1] [::ffff:0.0.0.0] [::ffff:0:0] [::ffff:127.1] [::ffff:2130706433] [::ffff:0x7f.0.0.1] [::ffff:0177.0.0.1]
            [64:ff9b::127.0.0.1] [64:ff9b::7f00:1] [64:ff9b:1::127.0.0.1] [64:ff9b:1:7f00:0:100::] [2002:7f00:1::] [2002:7f00:1::1]
            [2001:0:808:808::80ff:fffe] [2001:0:7f00:1::] [fe80::5efe:127.0.0.1] [2606:4700::5efe:127.0.0.1] [::1%25lo] [::1%lo] [::1%251]
            [::1%25] [::1%0] [fe80::1%25eth0] [fe80::1%eth0] [fe80::1] [fc00::1] [fd00:ec2::254] [fec0::1] [ff02::1] [100::1] [2001:db8::1]
            [127.0.0.1] [2130706433] [localhost] [::1. [::1 ::1] ::1 [[::1]] [::1]] [::1]. [::1].localhost [:::1] [::1::] [v1.127.0.0.1]
            [vF.::1] %6c%6f%63%61%6c%68%6f%73%74 %6cocalhost loc%61lhost 127%2e0%2e0%2e1 127.0.0.%31 %31%32%37.0.0.1 127.0.0.1%00
            127.0.0.1%00.example.test 127.0.0.1%20 127.0.0.1%0d%0a 127.0.0.1%2f 127.0.0.1%5c 127.0.0.1%23 127.0.0.1%3f 127.0.0.1%40%6f
            １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① ⑫⑦.0.0.1 ¹²⁷.⁰.⁰.¹ ₁₂₇.₀.₀.₁ 𝟏𝟐𝟕.𝟎.𝟎.𝟏 𝟙𝟚𝟟.𝟘.𝟘.𝟙 १२७.०.०.१ ١٢٧.٠.٠.١ 127.0.0.1\u00ad
            127.0.0.1\u200b \u200b127.0.0.1 127\u2024.0.0.1 ｌｏｃａｌｈｏｓｔ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ℓocalhost localhoſt loca\u00adlhost localhost。 ［::1］ 127.0.0.1\ufeff xn--127001
            169.254.169.254 169.254.169.254. 2852039166 0xa9fea9fe 0251.0376.0251.0376 169.254.43518 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe]
            [64:ff9b::a9fe:a9fe] [2002:a9fe:a9fe::] 169.254.170.2 100.100.100.200 168.63.129.16 192.0.0.192 10.0.0.1 172.16.0.1 172.31.255.254
            192.168.0.1 192.168.1.1 100.64.0.1 198.18.0.1 224.0.0.1 255.255.255.255 240.0.0.1
            """;

    /** What follows the scheme, with P for the port, where the trick is not in the host's spelling alone. */
    private static final List<String> ADDRESSES = List.of(
            "http://user@127.0.0.1:P/",
            "http://user:secret@127.0.0.1:P/",
            "http://out.test@127.0.0.1:P/",
            "http://out.test:80@127.0.0.1:P/",
            "http://out.test:P@127.0.0.1:P/",
            "http://127.0.0.1:P@out.test/",
            "http://@127.0.0.1:P/",
            "http://:@127.0.0.1:P/",
            "http://a@b@127.0.0.1:P/",
            "http://out.test%40127.0.0.1:P/",
            "http://nowhere.test#@127.0.0.1:P/",
            "http://127.0.0.1:P#@out.test/",
            "http://127.0.0.1:P?@out.test/",
            "http://127.0.0.1:P/@out.test/",
            "http://127.0.0.1:P;@out.test/",
            "http://out.test\\@127.0.0.1:P/",
            "http://127.0.0.1:P\\@out.test/",
            "http://out.test:P\\.127.0.0.1/",
            "http:\\\\127.0.0.1:P/",
            "http:/127.0.0.1:P/",
            "http:127.0.0.1:P/",
            "http:///127.0.0.1:P/",
            "http:////127.0.0.1:P/",
            "//127.0.0.1:P/",
            "127.0.0.1:P",
            "/127.0.0.1:P/",
            "http:// 127.0.0.1:P/",
            "http://127.0.0.1 :P/",
            "http://127.0.0.1\t:P/",
            "http://127.0.0.1\r\n:P/",
            "\thttp://127.0.0.1:P/",
            "http://out.test 127.0.0.1:P/",
            "http://out.test,127.0.0.1:P/",
            "http://127.0.0.1:P:P/",
            "http://127.0.0.1:+P/",
            "http://127.0.0.1:0P/",
            "http://127.0.0.1:P./",
            "http://127.0.0.1:-1/",
            "http://127.0.0.1:0/",
            "http://127.0.0.1:99999/",
            "http://127.0.0.1:4294967376/",
            "HTTP://127.0.0.1:P/",
            "hTtPs://127.0.0.1:P/",
            "https://127.0.0.1:P/",
            "https://[::1]:P/",
            "https://localhost:P/",
            "ftp://127.0.0.1:P/",
            "file:///etc/passwd",
            "file://127.0.0.1:P/",
            "gopher://127.0.0.1:P/_GET",
            "jar:http://127.0.0.1:P/!/",
            "ws://127.0.0.1:P/",
            "unix:///var/run/docker.sock",
            "url:http://127.0.0.1:P/",
            "http+unix://127.0.0.1:P/",
            "mailto:a@127.0.0.1");

    /** What a name resolves to: each has a name of its own. */
    private static final List<String> FORBIDDEN_ANSWERS = List.of(
            "A 127.0.0.1",
            "A 127.0.0.3",
            "A 127.1.2.3",
            "A 127.255.255.254",
            "A 0.0.0.0",
            "A 0.0.0.1",
            "A 10.0.0.1",
            "A 100.64.0.1",
            "A 100.100.100.200",
            "A 168.63.129.16",
            "A 169.254.169.254",
            "A 169.254.170.2",
            "A 172.16.0.1",
            "A 172.31.255.255",
            "A 192.0.0.1",
            "A 192.0.2.1",
            "A 192.168.0.1",
            "A 198.18.0.1",
            "A 198.51.100.1",
            "A 203.0.113.1",
            "A 224.0.0.1",
            "A 240.0.0.1",
            "A 255.255.255.255",
            "A 127.0.0.1,A 127.0.0.3",
            "A 10.0.0.1,A 127.0.0.1,A 192.168.0.1",
            "A 127.0.0.1,AAAA ::1",
            "AAAA ::1",
            "AAAA ::",
            "AAAA ::ffff:127.0.0.1",
            "AAAA ::ffff:169.254.169.254",
            "AAAA ::ffff:0.0.0.0",
            "AAAA ::ffff:0:127.0.0.1",
            "AAAA ::127.0.0.1",
            "AAAA ::2",
            "AAAA 64:ff9b::127.0.0.1",
            "AAAA 64:ff9b::169.254.169.254",
            "AAAA 64:ff9b:1::127.0.0.1",
            "AAAA 64:ff9b:1:7f00:0:100::",
            "AAAA 2002:7f00:1::1",
            "AAAA 2002:a9fe:a9fe::1",
            "AAAA 2001:0:808:808::80ff:fffe",
            "AAAA 2001:db8::1",
            "AAAA 100::1",
            "AAAA fc00::1",
            "AAAA fd00:ec2::254",
            "AAAA fe80::1",
            "AAAA fe80::5efe:127.0.0.1",
            "AAAA fec0::1",
            "AAAA ff02::1",
            "CNAME inside.test",
            "CNAME chain.test",
            "CNAME loop.test",
            "CNAME localhost",
            "CNAME mapped.test");

    private static final Vertx VERTX = Vertx.vertx();
    private static final List<RawServer> SERVERS = new ArrayList<>();
    private static FakeNameServer names;
    private static RawServer outside;
    private static GuardedHttp http;

    private record Attempted(String address) {
        @Override
        public String toString() {
            return address.codePoints()
                    .collect(StringBuilder::new, Attempted::visible, StringBuilder::append)
                    .toString();
        }

        private static void visible(StringBuilder text, int point) {
            if (point > 0x20 && point < 0x7f) {
                text.appendCodePoint(point);
            } else {
                text.append("\\u{%x}".formatted(point));
            }
        }
    }

    @BeforeAll
    static void start() throws IOException {
        names = new FakeNameServer();
        names.answer("inside.test", "A 127.0.0.1,AAAA ::1");
        names.answer("chain.test", "CNAME chain2.test");
        names.answer("chain2.test", "CNAME chain3.test");
        names.answer("chain3.test", "CNAME inside.test");
        names.answer("loop.test", "CNAME answer-51.test");
        names.answer("mapped.test", "AAAA ::ffff:127.0.0.1");
        names.answer("out.test", "A " + OUTSIDE);
        for (int i = 0; i < FORBIDDEN_ANSWERS.size(); i++) {
            names.answer(
                    "answer-" + i + ".test",
                    FORBIDDEN_ANSWERS.get(i).equals("CNAME loop.test")
                            ? "CNAME nowhere.test"
                            : FORBIDDEN_ANSWERS.get(i));
        }
        outside = listen();
        http = new GuardedHttp(
                VERTX,
                config(
                        "allowed-cidrs",
                        OUTSIDE + "/32",
                        "dns-servers",
                        names.address(),
                        "dns-kept",
                        "0s",
                        "dns-timeout",
                        "1s"));
    }

    /** At one port that is free on all of them. */
    private static RawServer listen() throws IOException {
        List<ServerSocket> sockets = new ArrayList<>();
        for (int attempt = 0; sockets.size() < INSIDE.size() + 1; attempt++) {
            for (ServerSocket socket : sockets) {
                socket.close();
            }
            sockets.clear();
            try {
                sockets.add(RawServer.server(OUTSIDE, 0));
                for (String address : INSIDE) {
                    sockets.add(RawServer.server(address, sockets.getFirst().getLocalPort()));
                }
            } catch (BindException e) {
                if (attempt == 20) {
                    throw e;
                }
            }
        }
        RawServer outer = new RawServer(sockets.removeFirst(), (request, out) -> {
            String target = request.substring(request.indexOf(' ') + 1, request.indexOf(" HTTP"));
            String answer = target.startsWith("/redirect/")
                    ? "HTTP/1.1 " + target.substring(10, 13) + " There\r\nLocation: " + target.substring(14)
                            + "\r\nContent-Length: 0\r\n\r\n"
                    : "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\noutside";
            RawServer.saying(answer).answer(request, out);
        });
        sockets.forEach(socket -> SERVERS.add(
                new RawServer(socket, RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\ninside"))));
        return outer;
    }

    @AfterAll
    static void stop() throws Exception {
        http.close();
        names.close();
        outside.close();
        for (RawServer server : SERVERS) {
            server.close();
        }
        VERTX.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    static Stream<Attempted> spellings() {
        Stream<String> hosts = SPELLINGS
                .lines()
                .flatMap(line -> Stream.of(line.split(" ", -1)))
                .filter(host -> !host.isEmpty())
                .map(host -> "http://" + host + ":P/");
        return Stream.concat(hosts, ADDRESSES.stream()).map(Attempted::new);
    }

    static Stream<Attempted> answers() {
        return FORBIDDEN_ANSWERS.stream().map(Attempted::new);
    }

    static Stream<Attempted> redirects() {
        return Stream.of("301", "302", "303", "307", "308")
                .flatMap(status -> Stream.of(
                                "http://127.0.0.1:P/",
                                "http://inside.test:P/",
                                "//[::1]:P/",
                                "https://localhost:P/",
                                "/",
                                "http:/")
                        .map(location -> status + " " + location))
                .map(Attempted::new);
    }

    @Test
    void thereAreHundredsOfThem() {
        assertThat(spellings().count() + answers().count() + redirects().count())
                .isGreaterThan(300);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spellings")
    void noSpellingLeadsInside(Attempted attempted) throws Exception {
        OutboundRequest request;
        try {
            request = get(new URI(withPort(attempted.address())).toString());
        } catch (URISyntaxException _) {
            // what is no address cannot be asked for
            return;
        }
        assertThat(await(http.send(request)))
                .isIn(new Unanswered(Cause.FORBIDDEN_ADDRESS), new Unanswered(Cause.UNKNOWN_HOST));
        assertNobodyInsideWasReached();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void noAnswerOfANameServerLeadsInside(Attempted attempted) throws Exception {
        String name = "answer-" + FORBIDDEN_ANSWERS.indexOf(attempted.address()) + ".test";

        OutboundResult plain = await(http.send(get(withPort("http://" + name + ":P/"))));
        OutboundResult rooted = await(http.send(get(withPort("http://" + name + ".:P/"))));
        OutboundResult secure = await(http.send(get(withPort("https://" + name + ":P/"))));

        assertThat(List.of(plain, rooted, secure))
                .isSubsetOf(new Unanswered(Cause.FORBIDDEN_ADDRESS), new Unanswered(Cause.UNKNOWN_HOST));
        assertNobodyInsideWasReached();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("redirects")
    void noRedirectIsFollowed(Attempted attempted) throws Exception {
        String[] parts = withPort(attempted.address()).split(" ", -1);
        int before = outside.requests().size();

        OutboundResult result = await(http.send(get(withPort("http://out.test:P/redirect/") + parts[0] + "/"
                + parts[1].replace("[", "%5B").replace("]", "%5D"))));

        assertThat(result).isInstanceOfSatisfying(Answered.class, answer -> {
            assertThat(answer.status()).isEqualTo(Integer.parseInt(parts[0]));
            assertThat(answer.headers()).containsKey("location");
        });
        assertThat(outside.requests()).hasSize(before + 1);
        assertNobodyInsideWasReached();
    }

    @Test
    void oneGoodAddressAmongForbiddenOnesIsTheOnlyOneDialled() throws Exception {
        names.answer("mixed.test", "A 127.0.0.1,A " + OUTSIDE + ",A 10.0.0.1,AAAA ::1,AAAA ::ffff:127.0.0.1");

        for (int i = 0; i < 20; i++) {
            assertOutside(await(http.send(get(withPort("http://mixed.test:P/")))));
        }
        assertNobodyInsideWasReached();
    }

    @Test
    void anotherAddressIsNotTriedWhenTheOnlyGoodOneDoesNotAnswer() throws Exception {
        names.answer("refusing.test", "A " + OUTSIDE + ",A 127.0.0.1");
        try (ServerSocket free = RawServer.server("127.0.0.1", 0)) {
            OutboundResult result = await(http.send(get("http://refusing.test:" + free.getLocalPort() + "/")));

            assertThat(result).isEqualTo(new Unanswered(Cause.CONNECT));
            free.setSoTimeout(1);
            assertThat(org.assertj.core.api.Assertions.catchThrowable(free::accept))
                    .isInstanceOf(java.net.SocketTimeoutException.class);
        }
    }

    @Test
    void aNameThatMovesInsideIsForbiddenAlthoughAConnectionToItIsKept() throws Exception {
        names.answer("moving.test", "A " + OUTSIDE, "A 127.0.0.1", "A " + OUTSIDE, "AAAA ::1", "A 169.254.169.254");

        assertOutside(await(http.send(get(withPort("http://moving.test:P/")))));
        assertThat(await(http.send(get(withPort("http://moving.test:P/")))))
                .isEqualTo(new Unanswered(Cause.FORBIDDEN_ADDRESS));
        assertOutside(await(http.send(get(withPort("http://moving.test:P/")))));
        assertThat(await(http.send(get(withPort("http://moving.test:P/")))))
                .isEqualTo(new Unanswered(Cause.FORBIDDEN_ADDRESS));
        assertThat(await(http.send(get(withPort("http://moving.test:P/")))))
                .isEqualTo(new Unanswered(Cause.FORBIDDEN_ADDRESS));
        assertNobodyInsideWasReached();
    }

    @Test
    void aNameIsAskedForOncePerRequestSoThatNothingChangesBetweenCheckAndConnect() throws Exception {
        names.answer("rebinding.test", "A " + OUTSIDE, "A 127.0.0.1");

        assertOutside(await(http.send(get(withPort("http://rebinding.test:P/")))));

        assertThat(names.asked("rebinding.test")).isEqualTo(1);
        assertNobodyInsideWasReached();
    }

    private static void assertOutside(OutboundResult result) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Answered.class,
                        answer -> assertThat(
                                        new String(answer.body().bytes(), java.nio.charset.StandardCharsets.US_ASCII))
                                .isEqualTo("outside"));
    }

    private static void assertNobodyInsideWasReached() {
        assertThat(SERVERS).extracting(RawServer::connections).containsOnly(0);
    }

    private static String withPort(String address) {
        return address.replace("P/", outside.port() + "/")
                .replaceAll("(?<=[:0+])P(?![A-Za-z])", Integer.toString(outside.port()));
    }
}
