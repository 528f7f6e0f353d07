package io.posthorn.bench.load;

import io.posthorn.bench.http.Signer;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One thread's connections. Asks until the measured time is over, then waits for the last answers. */
final class LoadLoop implements Callable<Tally> {
    /** After this, an answer counts as missing. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(20);

    private static final long SELECT_MILLIS = 100;

    private final Load load;
    private final int thread;
    private final InstantSource clock;
    private final RandomGenerator random;
    private final long until;
    private final Tally tally;

    /**
     * A loop.
     *
     * @param thread which of the load's threads this is: it takes every so many-th connection
     * @param from when the measured time begins, by {@link System#nanoTime}
     */
    LoadLoop(Load load, int thread, long from, InstantSource clock, RandomGenerator random) {
        this.load = load;
        this.thread = thread;
        this.clock = clock;
        this.random = random;
        until = from + load.duration().toNanos();
        tally = new Tally(from, until);
    }

    @Override
    public Tally call() throws IOException {
        @Nullable
        Signer signer = load.credentials()
                .map(credentials -> new Signer(credentials, clock))
                .orElse(null);
        try (Selector selector = Selector.open()) {
            List<Connection> connections = new ArrayList<>();
            try {
                for (int i = thread; i < load.connections(); i += load.threads()) {
                    connections.add(connect(selector, i, signer));
                }
                drive(selector, connections, signer);
            } finally {
                for (Connection connection : connections) {
                    connection.close();
                }
            }
        }
        return tally;
    }

    private Connection connect(Selector selector, int number, @Nullable Signer signer) throws IOException {
        String queueUrl = load.queueUrls().get(number % load.queueUrls().size());
        MessageBodies bodies = new MessageBodies(load.bodyBytes(), random);
        QueueCalls calls = new QueueCalls(load.host(), queueUrl, bodies, signer);
        return new Connection(load.address(), selector, Script.of(load.scenario(), calls), tally);
    }

    private void drive(Selector selector, List<Connection> connections, @Nullable Signer signer) throws IOException {
        for (Connection connection : connections) {
            connection.ask();
        }
        boolean last = false;
        while (!last || !connections.stream().allMatch(Connection::isIdle)) {
            selector.select(SELECT_MILLIS);
            if (signer != null) {
                signer.tick();
            }
            long late = System.nanoTime() - until;
            last = late >= 0;
            if (late > ANSWER_LIMIT.toNanos()) {
                connections.stream()
                        .filter(connection -> !connection.isIdle())
                        .forEach(_ -> tally.error("no answer within " + ANSWER_LIMIT.toSeconds() + " s"));
                return;
            }
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isValid() && key.attachment() instanceof Connection connection) {
                    connection.proceed(last);
                }
            }
            selector.selectedKeys().clear();
        }
    }
}
