package io.posthorn.it.process;

import io.posthorn.it.endpoint.Installation;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** An installation of separate processes on given stores: one signer in front of queue services and topic services. */
public final class SeparateServices implements AutoCloseable {
    private static final String ACCOUNTS = "333333333333:AKIDTHIRD:third-secret,444444444444:AKIDFOURTH:fourth-secret";
    private static final int MASTER_KEY_BYTES = 32;

    /** What the operator says to the signer. */
    public static final String OPERATOR_TOKEN = "an-operator-token-for-tests";

    private final String name;
    private final Stores stores;
    private final String masterKeys = newMasterKeys();
    private final List<Integer> queuePorts;
    private final List<JavaProcess> queues = new ArrayList<>();
    private final List<Integer> topicPorts;
    private final List<JavaProcess> topics = new ArrayList<>();
    private final JavaProcess signer;

    private SeparateServices(String name, Stores stores, int replicas, int topicReplicas) {
        this.name = name;
        this.stores = stores;
        this.queuePorts = freePorts(replicas);
        this.topicPorts = freePorts(topicReplicas);
        for (int replica = 0; replica < replicas; replica++) {
            queues.add(launchQueue(replica));
        }
        for (int replica = 0; replica < topicReplicas; replica++) {
            topics.add(launchTopics(replica));
        }
        this.signer = launchSigner();
    }

    private static List<Integer> freePorts(int count) {
        return IntStream.range(0, count)
                .map(_ -> JavaProcess.freePort())
                .boxed()
                .toList();
    }

    /**
     * Starts a signer and {@code replicas} of the queue service, and waits until all are ready.
     *
     * @param name of the processes, and of their logs
     */
    public static SeparateServices start(String name, Stores stores, int replicas) {
        return start(name, stores, replicas, 0);
    }

    /** As above, with {@code topicReplicas} of the topic service, too. */
    public static SeparateServices start(String name, Stores stores, int replicas, int topicReplicas) {
        SeparateServices services = new SeparateServices(name, stores, replicas, topicReplicas);
        try {
            services.queues.forEach(JavaProcess::awaitReady);
            services.topics.forEach(JavaProcess::awaitReady);
            services.signer.awaitReady();
            return services;
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    /** Where the signer answers, to two accounts. */
    public Installation installation() {
        return Installation.at(signer.uri(), ACCOUNTS);
    }

    public JavaProcess signer() {
        return signer;
    }

    /** A replica of the queue service, 0 or more. */
    public JavaProcess queue(int replica) {
        return queues.get(replica);
    }

    /** A replica of the topic service, 0 or more. */
    public JavaProcess topics(int replica) {
        return topics.get(replica);
    }

    /** Starts a replica of the topic service that has ended again, and waits until it is ready. */
    public void startTopicsAgain(int replica) {
        topics.set(replica, launchTopics(replica).awaitReady());
    }

    /** How many replicas of the queue service there are. */
    public int replicas() {
        return queues.size();
    }

    /** Starts a replica that has ended again, and waits until it is ready. */
    public void startQueueAgain(int replica) {
        queues.set(replica, launchQueue(replica).awaitReady());
    }

    private JavaProcess launchQueue(int replica) {
        int port = queuePorts.get(replica);
        Map<String, String> properties = common(port);
        properties.put("posthorn.queue.replica.id", name + '-' + replica);
        properties.put("posthorn.queue.replica.url", url(port));
        return JavaProcess.start(
                "queue-" + name + '-' + replica, Program.QUEUE_SERVICE, port, secrets(Map.of()), properties);
    }

    private JavaProcess launchTopics(int replica) {
        int port = topicPorts.get(replica);
        Map<String, String> properties = common(port);
        properties.put("posthorn.outbound.allowed-cidrs", "127.0.0.0/8");
        return JavaProcess.start(
                "topics-" + name + '-' + replica, Program.TOPIC_SERVICE, port, secrets(Map.of()), properties);
    }

    private JavaProcess launchSigner() {
        int port = JavaProcess.freePort();
        Map<String, String> properties = common(port);
        properties.put(
                "posthorn.signer.upstreams.sqs",
                queuePorts.stream().map(SeparateServices::url).collect(Collectors.joining(",")));
        if (!topicPorts.isEmpty()) {
            properties.put(
                    "posthorn.signer.upstreams.sns",
                    topicPorts.stream().map(SeparateServices::url).collect(Collectors.joining(",")));
        }
        return JavaProcess.start(
                "signer-" + name,
                Program.SIGNER_SERVICE,
                port,
                secrets(Map.of(
                        "POSTHORN_SIGNER_BOOTSTRAP_ACCOUNTS",
                        ACCOUNTS,
                        "POSTHORN_SIGNER_MASTER_KEYS",
                        masterKeys,
                        "POSTHORN_SIGNER_ADMIN_TOKEN",
                        OPERATOR_TOKEN)),
                properties);
    }

    private Map<String, String> common(int port) {
        Map<String, String> properties = new HashMap<>();
        properties.put("quarkus.http.host", "127.0.0.1");
        properties.put("quarkus.http.port", Integer.toString(port));
        properties.put("quarkus.datasource.jdbc.url", stores.jdbcUrl());
        properties.put("quarkus.datasource.reactive.url", stores.reactiveUrl());
        properties.put("quarkus.datasource.username", stores.username());
        properties.put("kafka.bootstrap.servers", stores.bootstrapServers());
        return properties;
    }

    private Map<String, String> secrets(Map<String, String> more) {
        Map<String, String> secrets = new HashMap<>(more);
        secrets.put("QUARKUS_DATASOURCE_PASSWORD", stores.password());
        secrets.put("POSTHORN_SECRETS_MASTER_KEYS", masterKeys);
        return secrets;
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }

    private static String newMasterKeys() {
        byte[] key = new byte[MASTER_KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return "first:" + Base64.getEncoder().encodeToString(key);
    }

    @Override
    public void close() {
        signer.close();
        topics.forEach(JavaProcess::close);
        queues.forEach(JavaProcess::close);
    }
}
