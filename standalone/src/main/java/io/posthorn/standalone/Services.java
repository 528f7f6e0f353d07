package io.posthorn.standalone;

import io.quarkus.runtime.ApplicationLifecycleManager;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The services, running: says when they are ready, and waits for their end; with the system property
 * {@code posthorn.exit-when-ready} it ends them itself, for the run from which the JVM learns to start faster.
 */
public final class Services implements QuarkusApplication {
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration READY_LIMIT = Duration.ofMinutes(1);
    private static final Duration PROBE_LIMIT = Duration.ofSeconds(5);
    private static final int NOT_READY = 1;
    /** Quarkus makes the application itself, in the one process that has one. */
    private static final AtomicReference<@Nullable StandaloneSettings> SETTINGS = new AtomicReference<>();

    static void announceFor(StandaloneSettings settings) {
        SETTINGS.set(settings);
    }

    @Override
    public int run(String... arguments) {
        StandaloneSettings settings = Objects.requireNonNull(SETTINGS.get(), "announceFor comes first");
        if (!awaitReady(settings)) {
            System.err.println("posthorn: not ready after " + READY_LIMIT.toSeconds() + " s; "
                    + settings.readinessProbe() + " tells what is missing");
            return NOT_READY;
        }
        if (Boolean.getBoolean("posthorn.exit-when-ready")) {
            return 0;
        }
        System.out.println(Welcome.text(settings, elapsed()));
        ReadyFile.write(settings);
        Quarkus.waitForExit();
        return ApplicationLifecycleManager.getExitCode();
    }

    private static boolean awaitReady(StandaloneSettings settings) {
        long deadline = System.nanoTime() + READY_LIMIT.toNanos();
        while (!isReady(settings.readinessProbe()) && !ApplicationLifecycleManager.isVmShuttingDown()) {
            if (System.nanoTime() > deadline) {
                return false;
            }
            LockSupport.parkNanos(POLL.toNanos());
        }
        return true;
    }

    /** Asks as an operator's probe does, so that what is announced is what answers. */
    private static boolean isReady(URI probe) {
        try {
            HttpURLConnection connection = (HttpURLConnection) probe.toURL().openConnection(Proxy.NO_PROXY);
            connection.setConnectTimeout((int) PROBE_LIMIT.toMillis());
            connection.setReadTimeout((int) PROBE_LIMIT.toMillis());
            try {
                return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException _) {
            return false;
        }
    }

    /** Since the process began, as the person who waits counts. */
    private static Duration elapsed() {
        Instant now = Instant.now();
        return Duration.between(ProcessHandle.current().info().startInstant().orElse(now), now);
    }
}
