package io.posthorn.platform.outbound;

import static io.posthorn.platform.outbound.Outgoing.await;
import static io.posthorn.platform.outbound.Outgoing.config;
import static io.posthorn.platform.outbound.Outgoing.get;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.outbound.OutboundResult.Answered;
import io.posthorn.platform.outbound.OutboundResult.Cause;
import io.posthorn.platform.outbound.OutboundResult.Unanswered;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIMatcher;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardedHttpsTest {
    private final Instant tomorrow = Instant.now().plus(Duration.ofHours(20));

    private final Vertx vertx = Vertx.vertx();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final AtomicReference<String> indicated = new AtomicReference<>("");
    private CertificateKit authority;
    private FakeNameServer names;
    private GuardedHttp http;

    @BeforeEach
    void start(@TempDir Path folder) throws Exception {
        authority = new CertificateKit("Test Authority");
        names = new FakeNameServer();
        names.answer("good.test", "A 127.0.0.1")
                .answer("other.test", "A 127.0.0.1")
                .answer("single", "A 127.0.0.1");
        http = new GuardedHttp(
                vertx,
                config(
                        "allowed-cidrs", "127.0.0.0/8",
                        "dns-servers", names.address(),
                        "trusted-authorities", authority.pem(folder).toString()));
    }

    @AfterEach
    void stop() throws Exception {
        http.close();
        for (AutoCloseable each : opened) {
            each.close();
        }
        names.close();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void aServerWithACertificateOfATrustedAuthorityIsSpokenTo() throws Exception {
        RawServer server = server(authority.server("good.test", tomorrow));

        OutboundResult result = await(http.send(get("https://good.test:" + server.port() + "/")));

        assertThat(result).isInstanceOf(Answered.class);
        assertThat(indicated).hasValue("good.test");
        assertThat(server.requests()).singleElement().asString().contains("Host: good.test:" + server.port() + "\r\n");
    }

    @Test
    void aDotAtTheEndIsNoPartOfWhatTheServerIsTold() throws Exception {
        RawServer server = server(authority.server("good.test", tomorrow));

        assertThat(await(http.send(get("https://good.test.:" + server.port() + "/"))))
                .isInstanceOf(Answered.class);
        assertThat(indicated).hasValue("good.test");
    }

    @Test
    void anAddressMayBeWhatTheCertificateNames() throws Exception {
        RawServer server = server(authority.server("127.0.0.1", tomorrow));

        assertThat(await(http.send(get("https://127.0.0.1:" + server.port() + "/"))))
                .isInstanceOf(Answered.class);
        assertThat(indicated).hasValue("");
    }

    @Test
    void aCertificateForAnotherHostIsRefused() throws Exception {
        RawServer server = server(authority.server("other.test", tomorrow));

        assertRefused(server, "https://good.test:" + server.port() + "/");
        assertRefused(server, "https://127.0.0.1:" + server.port() + "/");
    }

    @Test
    void aCertificateForTheAddressIsNoneForTheName() throws Exception {
        RawServer server = server(authority.server("127.0.0.1", tomorrow));

        assertRefused(server, "https://good.test:" + server.port() + "/");
    }

    @Test
    void aConnectionIsNotUsedForAnotherNameOfTheSameAddress() throws Exception {
        RawServer server = server(authority.server("good.test", tomorrow));
        await(http.send(get("https://good.test:" + server.port() + "/")));

        assertThat(await(http.send(get("https://other.test:" + server.port() + "/"))))
                .isEqualTo(new Unanswered(Cause.TLS));
    }

    @Test
    void aCertificateOfAStrangerIsRefused() throws Exception {
        RawServer server = server(new CertificateKit("Test Authority").server("good.test", tomorrow));

        assertRefused(server, "https://good.test:" + server.port() + "/");
    }

    @Test
    void aCertificateThatEndedIsRefused() throws Exception {
        RawServer server = server(authority.server("good.test", Instant.now().minus(Duration.ofDays(1))));

        assertRefused(server, "https://good.test:" + server.port() + "/");
    }

    @Test
    void oldVersionsOfTlsAreRefused() throws Exception {
        RawServer server = server(authority.server("good.test", tomorrow), "TLSv1.1");

        assertRefused(server, "https://good.test:" + server.port() + "/");
    }

    @Test
    void tls12IsGoodEnough() throws Exception {
        RawServer server = server(authority.server("good.test", tomorrow), "TLSv1.2");

        assertThat(await(http.send(get("https://good.test:" + server.port() + "/"))))
                .isInstanceOf(Answered.class);
    }

    @Test
    void aServerThatSpeaksNoTlsIsAFailureOfTls() throws Exception {
        RawServer server = new RawServer("127.0.0.1", RawServer.saying("HTTP/1.1 200 OK\r\n\r\n"));
        opened.add(server);

        OutboundResult result =
                await(http.send(get("https://good.test:" + server.port() + "/", Duration.ofSeconds(8), 10)));

        assertThat(result).isIn(new Unanswered(Cause.TLS), new Unanswered(Cause.TIMEOUT));
    }

    @Test
    void withoutFilesTheAuthoritiesOfTheJvmAreTrustedOnly() throws Exception {
        GuardedHttp plain =
                new GuardedHttp(vertx, config("allowed-cidrs", "127.0.0.0/8", "dns-servers", names.address()));
        opened.add(plain);
        RawServer server = server(authority.server("good.test", tomorrow));

        assertThat(await(plain.send(get("https://good.test:" + server.port() + "/"))))
                .isEqualTo(new Unanswered(Cause.TLS));
    }

    @Test
    void aFileWithoutACertificateIsRefusedAtStart(@TempDir Path folder) throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");

        assertThatThrownBy(() -> new GuardedHttp(vertx, config("trusted-authorities", empty.toString())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("empty.pem");
    }

    private void assertRefused(RawServer server, String uri) throws Exception {
        assertThat(await(http.send(get(uri)))).isEqualTo(new Unanswered(Cause.TLS));
        assertThat(server.requests()).isEmpty();
    }

    private RawServer server(SSLContext context, String... protocols) throws Exception {
        SSLServerSocket socket = (SSLServerSocket)
                context.getServerSocketFactory().createServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setSNIMatchers(List.of(new SNIMatcher(0) {
            @Override
            public boolean matches(SNIServerName name) {
                indicated.set(new SNIHostName(name.getEncoded()).getAsciiName());
                return true;
            }
        }));
        socket.setSSLParameters(parameters);
        if (protocols.length > 0) {
            socket.setEnabledProtocols(protocols);
        }
        RawServer server = new RawServer(socket, RawServer.saying("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
        opened.add(server);
        return server;
    }
}
