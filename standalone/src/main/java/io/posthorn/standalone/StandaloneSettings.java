package io.posthorn.standalone;

import io.posthorn.signer.identity.BootstrapKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a person may choose, from environment variables.
 *
 * @param host the address to listen on: {@code POSTHORN_HOST}, by default 127.0.0.1
 * @param port the port to listen on: {@code POSTHORN_PORT}, 1 to 65535, by default 4566; 0 chooses a free one
 * @param dataFolder where everything is kept: {@code POSTHORN_DATA}, by default {@code posthorn} in the user's folder for
 *     applications' data
 * @param accounts who may call: {@code POSTHORN_ACCOUNTS}, by default the account and key that everyone knows
 */
record StandaloneSettings(String host, int port, Path dataFolder, List<BootstrapKey> accounts) {
    static final int DEFAULT_PORT = 4566;
    private static final int MAX_PORT = 65_535;
    private static final String WELL_KNOWN = "000000000000:test:test";
    /** The signer's own property for the same question, as an environment variable. */
    private static final String ALLOWANCE = "POSTHORN_SIGNER_ALLOW_INSECURE_DEFAULTS";

    StandaloneSettings {
        accounts = List.copyOf(accounts);
    }

    /**
     * Reads the settings.
     *
     * @throws StartRefusedException if a value is wrong, or if the key that everyone knows would be open to a network
     */
    static StandaloneSettings from(Map<String, String> environment, Path home) {
        StandaloneSettings settings = new StandaloneSettings(
                environment.getOrDefault("POSTHORN_HOST", "127.0.0.1"),
                port(environment.getOrDefault("POSTHORN_PORT", Integer.toString(DEFAULT_PORT))),
                dataFolder(environment, home),
                accounts(environment.getOrDefault("POSTHORN_ACCOUNTS", WELL_KNOWN)));
        if (!isLoopback(settings.host())
                && settings.accounts().stream().anyMatch(StandaloneSettings::isWellKnown)
                && !Boolean.parseBoolean(environment.get(ALLOWANCE))) {
            throw new StartRefusedException("POSTHORN_HOST=" + settings.host() + " opens Posthorn to the network, and"
                    + " everyone knows the key test: say in POSTHORN_ACCOUNTS=account:keyId:secret,… who may call, or"
                    + " set " + ALLOWANCE + "=true");
        }
        return settings;
    }

    /** Whether everyone knows the key's secret. */
    static boolean isWellKnown(BootstrapKey key) {
        return key.accessKeyId().equals("test") && key.secret().equals("test");
    }

    /** Fails unless the public port is free; asked before anything is started. */
    void requireFreePort() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new StartRefusedException(
                    "cannot listen on " + host + ':' + port + " (" + e.getMessage()
                            + "): stop what runs there, or choose another port with POSTHORN_PORT",
                    e);
        }
    }

    /** The endpoint as a program on this machine writes it. */
    String endpoint() {
        String name = isLoopback(host) || host.equals("0.0.0.0") || host.equals("::") ? "localhost" : host;
        return "http://" + (name.contains(":") ? '[' + name + ']' : name) + ':' + port;
    }

    /** Where readiness is asked for, on this machine. */
    URI readinessProbe() {
        return URI.create(endpoint() + "/q/health/ready");
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 0 && port <= MAX_PORT) {
                return port == 0 ? freePort() : port;
            }
        } catch (NumberFormatException e) {
            throw new StartRefusedException("POSTHORN_PORT is not a number: " + text, e);
        }
        throw new StartRefusedException("POSTHORN_PORT is 0 to " + MAX_PORT + ", not " + text);
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartRefusedException("no port is free: " + e.getMessage(), e);
        }
    }

    private static Path dataFolder(Map<String, String> environment, Path home) {
        try {
            String chosen = environment.getOrDefault("POSTHORN_DATA", "");
            if (!chosen.isBlank()) {
                return Path.of(chosen).toAbsolutePath().normalize();
            }
            String shared = environment.getOrDefault("XDG_DATA_HOME", "");
            Path applications = shared.isBlank() ? home.resolve(".local/share") : Path.of(shared);
            return applications.resolve("posthorn").toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            throw new StartRefusedException("POSTHORN_DATA is not a path: " + e.getInput(), e);
        }
    }

    private static List<BootstrapKey> accounts(String text) {
        try {
            List<BootstrapKey> keys = BootstrapKey.parse(text);
            if (keys.isEmpty()) {
                throw new StartRefusedException("POSTHORN_ACCOUNTS names nobody: write account:keyId:secret,…");
            }
            return keys;
        } catch (IllegalArgumentException e) {
            throw new StartRefusedException("POSTHORN_ACCOUNTS, as " + e.getMessage(), e);
        }
    }

    private static boolean isLoopback(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        return address != null && address.isLoopbackAddress();
    }
}
