package io.posthorn.platform.outbound;

import static io.posthorn.platform.outbound.Outgoing.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundConfigTest {
    @Test
    void nothingPrivateIsAllowedByDefault() {
        OutboundConfig config = config();

        assertThat(config.allowedCidrs()).isEmpty();
        assertThat(config.trustedAuthorities()).isEmpty();
        assertThat(config.dnsServers()).isEmpty();
        assertThat(config.dnsTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.dnsKept()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.dnsNames()).isEqualTo(10_000);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(4));
        assertThat(config.connectionsPerHost()).isEqualTo(500);
        assertThat(config.connections()).isEqualTo(1000);
        assertThat(config.waiting()).isEqualTo(10_000);
    }

    @Test
    void everythingCanBeSaid() {
        OutboundConfig config = config(
                "allowed-cidrs", "10.0.0.0/8,fd00::/8",
                "trusted-authorities", "/a.pem,/b.pem",
                "dns-servers", "10.0.0.53:5353,[fd00::53]:53",
                "dns-timeout", "1s",
                "dns-kept", "3s",
                "dns-names", "5",
                "connect-timeout", "2s",
                "idle-timeout", "1s",
                "connections-per-host", "6",
                "connections", "7",
                "waiting", "8");

        assertThat(config.allowedCidrs()).hasValue(List.of("10.0.0.0/8", "fd00::/8"));
        assertThat(config.trustedAuthorities()).hasValue(List.of(Path.of("/a.pem"), Path.of("/b.pem")));
        assertThat(config.dnsServers()).hasValue(List.of("10.0.0.53:5353", "[fd00::53]:53"));
        assertThat(config.dnsTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.dnsKept()).isEqualTo(Duration.ofSeconds(3));
        assertThat(config.dnsNames()).isEqualTo(5);
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.idleTimeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.connectionsPerHost()).isEqualTo(6);
        assertThat(config.connections()).isEqualTo(7);
        assertThat(config.waiting()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "allowed-cidrs, 10.0.0.0/33",
        "allowed-cidrs, private",
        "allowed-cidrs, 10.1/16",
        "dns-servers, dns.test",
        "dns-servers, 10.0.0.53:dns"
    })
    void whatIsNoAddressIsRefusedAtStart(String key, String value) throws Exception {
        Vertx vertx = Vertx.vertx();
        try {
            assertThatThrownBy(() -> new GuardedHttp(vertx, config(key, value)))
                    .isInstanceOf(IllegalArgumentException.class);
        } finally {
            var _ = vertx.close();
        }
    }
}
