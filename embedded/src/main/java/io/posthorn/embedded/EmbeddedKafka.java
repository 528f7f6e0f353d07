package io.posthorn.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Time;
import org.jspecify.annotations.Nullable;

/**
 * A real Kafka broker, a KRaft cluster of one node, run inside this process on 127.0.0.1 for as long as this is open.
 *
 * <p>Its data folder outlives it, also when this process is killed. Topics are not made by being asked for: whoever owns
 * one creates it. A broker that cannot go on does not end the process: it says so to {@link Builder#onFailure}. All
 * methods may be called from any thread.
 */
public final class EmbeddedKafka implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EmbeddedKafka.class.getName());
    /** A free port may be taken by another process before the broker listens on it. */
    private static final int ATTEMPTS = 3;

    private final FolderLock lock;
    private final Broker broker;
    private final Consumer<String> failureListener;
    private final @Nullable Path deletedOnClose;
    private boolean closed;

    private EmbeddedKafka(Builder builder, FolderLock lock, Path root) {
        this.lock = lock;
        this.failureListener = builder.failureListener;
        this.deletedOnClose = builder.temporary ? root : null;
        KafkaFolder folder = new KafkaFolder(root);
        folder.initialise();
        KafkaExits.listen(failureListener);
        RememberedPort brokerPort = new RememberedPort(root.resolve("port"), builder.port);
        RememberedPort controllerPort = new RememberedPort(root.resolve("controller-port"), builder.controllerPort);
        try {
            this.broker = started(
                    () -> new KafkaSettings(
                            brokerPort.choose(), controllerPort.choose(), folder.logs(), builder.durable),
                    1);
        } catch (EmbeddedException e) {
            KafkaExits.forget(failureListener);
            throw e;
        }
    }

    private static Broker started(Supplier<KafkaSettings> choice, int attempt) {
        KafkaSettings settings = choice.get();
        try {
            KafkaRaftServer server =
                    new KafkaRaftServer(KafkaConfig.fromProps(settings.properties(), false), Time.SYSTEM);
            server.startup();
            return new Broker(server, settings.port());
        } catch (RuntimeException e) {
            // The server has shut down what it had started.
            if (attempt == ATTEMPTS) {
                throw new EmbeddedException("Kafka does not start: " + e.getMessage(), e);
            }
            LOG.log(System.Logger.Level.WARNING, "Kafka does not start; trying again", e);
            return started(choice, attempt + 1);
        }
    }

    private record Broker(KafkaRaftServer server, int port) {}

    public static Builder builder() {
        return new Builder();
    }

    /** A broker for a test: a folder of its own, deleted on close, and nothing forced to the disk. */
    public static EmbeddedKafka temporary() {
        Builder builder = new Builder().dataFolder(Folders.temporary("posthorn-kafka-"));
        builder.durable = false;
        builder.temporary = true;
        return builder.start();
    }

    /** For {@code bootstrap.servers}: {@code 127.0.0.1:port}. */
    public String bootstrapServers() {
        return "127.0.0.1:" + broker.port();
    }

    /** Stops the broker and returns when it has stopped; a second call does nothing. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        broker.server().shutdown();
        broker.server().awaitShutdown();
        KafkaExits.forget(failureListener);
        lock.close();
        if (deletedOnClose != null) {
            try {
                Folders.delete(deletedOnClose);
            } catch (IOException e) {
                throw new EmbeddedException("cannot delete " + deletedOnClose, e);
            }
        }
    }

    /** Says where and how the broker runs. */
    public static final class Builder {
        private Consumer<String> failureListener = _ -> {};
        private @Nullable Path dataFolder;
        private int port;
        private int controllerPort;
        private boolean durable = true;
        private boolean temporary;

        private Builder() {}

        /** Where the data are kept; made if it is not there. Required. */
        public Builder dataFolder(Path folder) {
            this.dataFolder = folder;
            return this;
        }

        /** The broker's port; 0, the default, for a free one, which is kept over restarts as long as it stays free. */
        public Builder port(int wanted) {
            this.port = wanted;
            return this;
        }

        /** The controller's port; 0, the default, for a free one. */
        public Builder controllerPort(int wanted) {
            this.controllerPort = wanted;
            return this;
        }

        /** Who is told, once for each time and on Kafka's own thread, that a broker in this process cannot go on. */
        public Builder onFailure(Consumer<String> reaction) {
            this.failureListener = Objects.requireNonNull(reaction);
            return this;
        }

        /**
         * Starts the broker and waits until it serves clients.
         *
         * @throws EmbeddedException if the folder is in use, a given port is, or the broker does not start
         */
        public EmbeddedKafka start() {
            if (dataFolder == null) {
                throw new IllegalStateException("dataFolder is required");
            }
            Path root = dataFolder.toAbsolutePath().normalize();
            FolderLock lock = FolderLock.take(root);
            try {
                return new EmbeddedKafka(this, lock, root);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        }
    }
}
