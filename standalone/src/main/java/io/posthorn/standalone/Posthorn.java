package io.posthorn.standalone;

import io.posthorn.embedded.EmbeddedException;
import io.posthorn.embedded.FolderLock;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The standalone program: settings, then the free port and the data folder, then the database and the broker, then the
 * services; on SIGTERM and SIGINT all of it in the other order.
 */
@QuarkusMain
public final class Posthorn {
    private static final System.Logger LOG = System.getLogger(Posthorn.class.getName());
    /** Longer than the database's fast shutdown. */
    private static final long STOP_LIMIT_SECONDS = 60;

    private static final int FAILED = 1;

    private Posthorn() {}

    /** Ends the process with status 0 after a stop that was asked for, and with 1 and one line otherwise. */
    public static void main(String[] arguments) {
        System.exit(run(System.getenv(), Path.of(System.getProperty("user.home")), arguments));
    }

    private static int run(Map<String, String> environment, Path home, String[] arguments) {
        CountDownLatch stopped = new CountDownLatch(1);
        // The process ends when its shutdown hooks have: this one lets the servers stop after the services.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> await(stopped), "posthorn-stop"));
        try {
            StandaloneSettings settings = StandaloneSettings.from(environment, home);
            settings.requireFreePort();
            try (FolderLock _ = FolderLock.take(settings.dataFolder())) {
                return serve(settings, arguments);
            }
        } catch (StartRefusedException | EmbeddedException e) {
            LOG.log(System.Logger.Level.DEBUG, "not started", e);
            System.err.println("posthorn: " + e.getMessage());
            return FAILED;
        } finally {
            stopped.countDown();
        }
    }

    private static int serve(StandaloneSettings settings, String[] arguments) {
        ReadyFile.remove(settings);
        Path data = settings.dataFolder();
        Path masterKeys =
                MasterKeyFile.in(data, !Files.exists(EmbeddedServers.postgresFolder(data)), new SecureRandom());
        AtomicInteger status = new AtomicInteger();
        try (EmbeddedServers servers = EmbeddedServers.start(data, reason -> {
            LOG.log(System.Logger.Level.ERROR, "Posthorn stops, for its database or broker cannot go on: " + reason);
            Quarkus.asyncExit(FAILED);
        })) {
            StandaloneConfigSource.provide(StandaloneProperties.of(settings, servers, masterKeys));
            Services.announceFor(settings);
            Quarkus.run(
                    Services.class,
                    (code, failure) -> {
                        // Quarkus has closed the log by now.
                        if (failure != null) {
                            System.err.println("posthorn: the services do not start");
                            failure.printStackTrace(System.err);
                        }
                        status.set(code);
                    },
                    arguments);
            ReadyFile.remove(settings);
        }
        return status.get();
    }

    private static void await(CountDownLatch stopped) {
        try {
            if (!stopped.await(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("posthorn: not stopped within " + STOP_LIMIT_SECONDS
                        + " s; what was acknowledged is safe, and the next start recovers it");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
