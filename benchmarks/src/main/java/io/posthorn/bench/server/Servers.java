package io.posthorn.bench.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Starts the servers that are compared.
 *
 * @param script {@code ./posthorn}, which starts Posthorn as it always does
 * @param elasticMqJars the folder with ElasticMQ's jars
 * @param scratch the folder for data and logs
 */
public record Servers(Path script, Path elasticMqJars, Path scratch) {
    /** The account of the run, and its key. */
    public static final String ACCOUNT = "000000000000";

    /** Starts Posthorn with its own options on an empty data folder; returns before it is ready. */
    public ChildServer startPosthorn(String accessKeyId, String secret) {
        return startPosthorn(accessKeyId, secret, Map.of());
    }

    /**
     * Starts Posthorn on an empty data folder; returns before it is ready.
     *
     * @param environment more settings than an account
     */
    public ChildServer startPosthorn(String accessKeyId, String secret, Map<String, String> environment) {
        InetSocketAddress address = ChildServer.freeAddress();
        Map<String, String> all = new HashMap<>(environment);
        all.put("POSTHORN_HOST", "127.0.0.1");
        all.put("POSTHORN_PORT", Integer.toString(address.getPort()));
        all.put("POSTHORN_DATA", posthornData().toString());
        all.put("POSTHORN_ACCOUNTS", ACCOUNT + ':' + accessKeyId + ':' + secret);
        return ChildServer.start(
                "Posthorn", List.of(script.toString(), "internal-run"), all, address, scratch.resolve("posthorn.log"));
    }

    /** Where Posthorn's data is. */
    public Path posthornData() {
        return scratch.resolve("data");
    }

    /** Starts ElasticMQ in memory, with more heap than Posthorn has; returns before it is ready. */
    public ChildServer startElasticMq() {
        InetSocketAddress address = ChildServer.freeAddress();
        String port = Integer.toString(address.getPort());
        return ChildServer.start(
                "ElasticMQ",
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx2g",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dnode-address.host=127.0.0.1",
                        "-Dnode-address.port=" + port,
                        "-Drest-sqs.bind-hostname=127.0.0.1",
                        "-Drest-sqs.bind-port=" + port,
                        "-Drest-stats.enabled=false",
                        "-cp",
                        elasticMqJars.resolve("*").toString(),
                        "org.elasticmq.server.Main"),
                Map.of(),
                address,
                scratch.resolve("elasticmq.log"));
    }
}
