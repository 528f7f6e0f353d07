package io.posthorn.embedded;

import java.nio.file.Path;
import java.util.Properties;

/**
 * The configuration of a broker that is also the only controller.
 *
 * @param port the broker's, on 127.0.0.1
 * @param controllerPort the controller's, on 127.0.0.1
 * @param logs where the logs of all partitions are
 * @param durable whether an answered append survives a loss of power; without, tests run faster
 */
record KafkaSettings(int port, int controllerPort, Path logs, boolean durable) {
    static final int NODE_ID = 1;
    static final String CONTROLLER = "CONTROLLER";
    private static final String BROKER = "BROKER";

    Properties properties() {
        Properties settings = new Properties();
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", Integer.toString(NODE_ID));
        settings.put("controller.quorum.voters", NODE_ID + "@127.0.0.1:" + controllerPort);
        settings.put("controller.listener.names", CONTROLLER);
        settings.put("inter.broker.listener.name", BROKER);
        settings.put("listener.security.protocol.map", BROKER + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT");
        settings.put(
                "listeners", BROKER + "://127.0.0.1:" + port + ',' + CONTROLLER + "://127.0.0.1:" + controllerPort);
        settings.put("advertised.listeners", BROKER + "://127.0.0.1:" + port);
        settings.put("log.dirs", logs.toString());
        settings.put("server.max.startup.time.ms", "60000");

        // Whoever owns a topic makes it, with its partitions and its cleanup; a consumer that comes first must not.
        settings.put("auto.create.topics.enable", "false");
        settings.put("default.replication.factor", "1");
        settings.put("num.partitions", "1");
        settings.put("offsets.topic.replication.factor", "1");
        settings.put("offsets.topic.num.partitions", "4");
        settings.put("transaction.state.log.replication.factor", "1");
        settings.put("transaction.state.log.min.isr", "1");
        settings.put("transaction.state.log.num.partitions", "2");
        settings.put("share.coordinator.state.topic.replication.factor", "1");
        settings.put("share.coordinator.state.topic.min.isr", "1");
        settings.put("share.coordinator.state.topic.num.partitions", "1");
        settings.put("group.initial.rebalance.delay.ms", "0");
        // Larger than any record of ours: a message of 1 MiB in JSON, and then some.
        settings.put("message.max.bytes", "4194304");
        settings.put("replica.fetch.max.bytes", "4194304");

        // After a kill, the controller waits this long for the broker that is gone; a living one is in the same
        // process.
        settings.put("broker.session.timeout.ms", "3000");
        settings.put("broker.heartbeat.interval.ms", "500");

        // No other broker has a copy: what is answered must be on the disk. An append is one batch of a producer's.
        settings.put("log.flush.interval.messages", durable ? "1" : Long.toString(Long.MAX_VALUE));

        settings.put("num.network.threads", "1");
        settings.put("num.io.threads", "2");
        settings.put("num.replica.fetchers", "1");
        settings.put("background.threads", "2");
        settings.put("num.recovery.threads.per.data.dir", "2");
        settings.put("queued.max.requests", "100");
        settings.put("log.cleaner.threads", "1");
        settings.put("log.cleaner.dedupe.buffer.size", "4194304");
        settings.put("log.cleaner.io.buffer.size", "131072");
        settings.put("log.segment.bytes", "67108864");
        settings.put("log.index.size.max.bytes", "1048576");
        settings.put("metadata.log.segment.bytes", "16777216");
        settings.put("metric.reporters", "");
        return settings;
    }
}
