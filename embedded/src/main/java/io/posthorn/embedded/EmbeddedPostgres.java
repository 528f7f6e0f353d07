package io.posthorn.embedded;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A real PostgreSQL 18, run as a child process on 127.0.0.1 for as long as this is open.
 *
 * <p>Its data folder outlives it: the cluster is made at the first start and found again at every later one, also after
 * this process or the server was killed. A server that dies is started again on the same port, so connections break and
 * pools recover; one that cannot be kept alive is given up in the end, see {@link Builder#onFailure}. A server that
 * outlived a killed process is stopped by the next start. All methods may be called from any thread.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private final FolderLock lock;
    private final PostgresFolder folder;
    private final PostgresSupervision supervision;
    private final int port;
    private final String password;
    private final @Nullable Path deletedOnClose;

    private EmbeddedPostgres(Builder builder, FolderLock lock, Path root) {
        this.lock = lock;
        PostgresBinaries binaries = PostgresBinaries.in(builder.binariesFolder);
        this.folder =
                new PostgresFolder(root, new PostgresPrograms(binaries, UnprivilegedCommand.find()), builder.durable);
        folder.initialise();
        this.password = folder.password();
        this.supervision = new PostgresSupervision(
                folder,
                new RememberedPort(root.resolve("port"), builder.port),
                builder.restarts,
                builder.failureListener);
        this.port = supervision.start();
        this.deletedOnClose = builder.temporary ? root : null;
    }

    public static Builder builder() {
        return new Builder();
    }

    /** A server for a test: a folder of its own, deleted on close, and nothing forced to the disk. */
    public static EmbeddedPostgres temporary() {
        Builder builder = new Builder().dataFolder(Folders.temporary("posthorn-postgres-"));
        builder.durable = false;
        builder.temporary = true;
        return builder.start();
    }

    /** The port on 127.0.0.1; the same for as long as this is open. */
    public int port() {
        return port;
    }

    /** The URI for Vert.x and {@code quarkus.datasource.reactive.url}, without credentials. */
    public String reactiveUri() {
        return "postgresql://127.0.0.1:" + port + '/' + PostgresFolder.DATABASE;
    }

    /** The URL for JDBC, without credentials. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + '/' + PostgresFolder.DATABASE;
    }

    public String database() {
        return PostgresFolder.DATABASE;
    }

    /** The folder of the Unix socket, unless the data folder's path is too long for one. */
    public Optional<Path> socketFolder() {
        return new PostgresSettings(port, folder.root(), folder.durable()).hasSocket()
                ? Optional.of(folder.root())
                : Optional.empty();
    }

    public String username() {
        return PostgresFolder.USER;
    }

    /** A secret: made at random with the cluster, kept in the data folder for its owner only. */
    public String password() {
        return password;
    }

    /** The pid of the server's first process; another one after it has died and was started again. */
    public long pid() {
        return supervision.pid();
    }

    /** Stops the server by a fast shutdown and returns when it has ended; a second call does nothing. */
    @Override
    public void close() {
        supervision.stop();
        lock.close();
        if (deletedOnClose != null) {
            try {
                Folders.delete(deletedOnClose);
            } catch (IOException e) {
                throw new EmbeddedException("cannot delete " + deletedOnClose, e);
            }
        }
    }

    /** Says where and how the server runs. */
    public static final class Builder {
        /** About three minutes of trying: time to free a full disk, not for ever with a folder that is broken. */
        public static final int DEFAULT_RESTARTS = 40;

        private @Nullable Path dataFolder;
        private Path binariesFolder = PostgresBinaries.defaultCache();
        private int port;
        private int restarts = DEFAULT_RESTARTS;
        private Consumer<String> failureListener = _ -> {};
        private boolean durable = true;
        private boolean temporary;

        private Builder() {}

        /** Where the data are kept; made if it is not there. Required. */
        public Builder dataFolder(Path folder) {
            this.dataFolder = folder;
            return this;
        }

        /** Where PostgreSQL's programs are extracted, for any number of servers; by default the user's cache. */
        public Builder binariesFolder(Path folder) {
            this.binariesFolder = folder;
            return this;
        }

        /** The port; 0, the default, for a free one, which is kept over restarts as long as it stays free. */
        public Builder port(int wanted) {
            this.port = wanted;
            return this;
        }

        /** How often in a row a server that dies soon after its start is started again, with growing pauses; 40 by default. */
        public Builder restarts(int most) {
            this.restarts = most;
            return this;
        }

        /** Who is told why, once and on a thread of ours, when the server has died and is not started again any more. */
        public Builder onFailure(Consumer<String> reaction) {
            this.failureListener = Objects.requireNonNull(reaction);
            return this;
        }

        /**
         * Starts the server and waits until it accepts connections.
         *
         * @throws EmbeddedException if the folder is in use, the given port is, or the server does not start
         */
        public EmbeddedPostgres start() {
            if (dataFolder == null) {
                throw new IllegalStateException("dataFolder is required");
            }
            Path root = dataFolder.toAbsolutePath().normalize();
            FolderLock lock = FolderLock.take(root);
            try {
                return new EmbeddedPostgres(this, lock, root);
            } catch (RuntimeException e) {
                lock.close();
                throw e;
            }
        }
    }
}
