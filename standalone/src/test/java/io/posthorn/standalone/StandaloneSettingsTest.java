package io.posthorn.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.AccountId;
import io.posthorn.signer.identity.BootstrapKey;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StandaloneSettingsTest {
    private static final Path HOME = Path.of("/home/alice");

    @Test
    void withoutAnEnvironmentTheWellKnownKeyIsServedToThisMachineOnly() {
        StandaloneSettings settings = StandaloneSettings.from(Map.of(), HOME);

        assertThat(settings)
                .isEqualTo(new StandaloneSettings(
                        "127.0.0.1",
                        4566,
                        HOME.resolve(".local/share/posthorn"),
                        BootstrapKey.parse("000000000000:test:test")));
    }

    @Test
    void everySettingComesFromTheEnvironment() {
        StandaloneSettings settings = StandaloneSettings.from(
                Map.of(
                        "POSTHORN_HOST", "0.0.0.0",
                        "POSTHORN_PORT", "9324",
                        "POSTHORN_DATA", "/var/lib/posthorn",
                        "POSTHORN_ACCOUNTS", "123456789012:AKIA1:one, 210987654321:AKIA2:t:w/o+"),
                HOME);

        assertThat(settings)
                .isEqualTo(new StandaloneSettings(
                        "0.0.0.0",
                        9324,
                        Path.of("/var/lib/posthorn"),
                        List.of(
                                new BootstrapKey(new AccountId("123456789012"), "AKIA1", "one"),
                                new BootstrapKey(new AccountId("210987654321"), "AKIA2", "t:w/o+"))));
    }

    @Test
    void theDataFolderFollowsTheUsersFolderForData() {
        assertThat(StandaloneSettings.from(Map.of("XDG_DATA_HOME", "/data/alice"), HOME)
                        .dataFolder())
                .isEqualTo(Path.of("/data/alice/posthorn"));
    }

    @Test
    void theWellKnownKeyIsNotOpenedToANetworkUnlessAllowed() {
        assertThatThrownBy(() -> StandaloneSettings.from(Map.of("POSTHORN_HOST", "0.0.0.0"), HOME))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("POSTHORN_ACCOUNTS");

        assertThat(StandaloneSettings.from(
                                Map.of("POSTHORN_HOST", "0.0.0.0", "POSTHORN_SIGNER_ALLOW_INSECURE_DEFAULTS", "true"),
                                HOME)
                        .host())
                .isEqualTo("0.0.0.0");
    }

    @Test
    void aPortIsANumberInRange() {
        for (String port : new String[] {"65536", "-1", "http", ""}) {
            assertThatThrownBy(() -> StandaloneSettings.from(Map.of("POSTHORN_PORT", port), HOME))
                    .as(port)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageContaining("POSTHORN_PORT");
        }
    }

    @Test
    void portZeroIsAnyFreePort() {
        StandaloneSettings settings = StandaloneSettings.from(Map.of("POSTHORN_PORT", "0"), HOME);

        assertThat(settings.port()).isBetween(1, 65_535);
        settings.requireFreePort();
    }

    @Test
    void wrongAccountsAreToldByPlaceAndWithoutTheirSecrets() {
        assertThatThrownBy(() -> StandaloneSettings.from(
                        Map.of("POSTHORN_ACCOUNTS", "123456789012:AKIA1:one,UPPER:AKIA2:hushhush"), HOME))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("entry 2")
                .hasMessageNotContaining("hushhush");
        assertThatThrownBy(() -> StandaloneSettings.from(Map.of("POSTHORN_ACCOUNTS", " "), HOME))
                .isInstanceOf(StartRefusedException.class)
                .hasMessageContaining("names nobody");
    }

    @Test
    void aPortInUseIsToldInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            StandaloneSettings settings =
                    StandaloneSettings.from(Map.of("POSTHORN_PORT", Integer.toString(taken.getLocalPort())), HOME);

            assertThatThrownBy(settings::requireFreePort)
                    .isInstanceOf(StartRefusedException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + taken.getLocalPort())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void theEndpointIsWhatAProgramOnThisMachineWrites() {
        assertThat(StandaloneSettings.from(Map.of(), HOME).endpoint()).isEqualTo("http://localhost:4566");
        assertThat(StandaloneSettings.from(Map.of("POSTHORN_HOST", "192.0.2.7", "POSTHORN_ACCOUNTS", "1:a:b"), HOME)
                        .endpoint())
                .isEqualTo("http://192.0.2.7:4566");
    }
}
