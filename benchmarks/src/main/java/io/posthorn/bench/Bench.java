package io.posthorn.bench;

import io.posthorn.bench.backlog.BacklogRun;
import io.posthorn.bench.http.Credentials;
import io.posthorn.bench.load.Load;
import io.posthorn.bench.load.LoadResult;
import io.posthorn.bench.load.LoadRun;
import io.posthorn.bench.load.OneCall;
import io.posthorn.bench.load.Scenario;
import io.posthorn.bench.report.Figures;
import io.posthorn.bench.server.ChildServer;
import io.posthorn.bench.server.CpuTime;
import io.posthorn.bench.server.NullResponder;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Single runs: each with queues of its own, and a line that tells what came of it. */
final class Bench {
    private final Options options;
    private final InstantSource clock;
    private final LoadRun runs;
    private final PrintStream out;
    private int queueNumber;
    private long errors;

    Bench(Options options, InstantSource clock, LoadRun runs, PrintStream out) {
        this.options = options;
        this.clock = clock;
        this.runs = runs;
        this.out = out;
    }

    /** Loads a child server, and waits until it has nothing left to do. */
    LoadResult load(ChildServer server, Scenario scenario, Optional<Credentials> credentials) throws IOException {
        AtomicReference<@Nullable CpuTime> began = new AtomicReference<>();
        AtomicReference<@Nullable CpuTime> spent = new AtomicReference<>();
        LoadResult result = load(server.name(), server.address(), scenario, credentials, new LoadRun.Observer() {
            @Override
            public void began() {
                began.set(server.cpuTime());
            }

            @Override
            public void ended() {
                CpuTime start = began.get();
                if (start != null) {
                    spent.set(server.cpuTime().since(start));
                }
            }
        });
        CpuTime cpu = spent.get();
        if (cpu != null) {
            out.println("             cores: " + server.name() + ' ' + cores(cpu.server()) + ", its children "
                    + cores(cpu.children()) + ", generator " + cores(cpu.generator()) + ", others "
                    + cores(cpu.others()));
        }
        server.awaitQuiet();
        return result;
    }

    private String cores(Duration spent) {
        return Figures.cores(spent, options.duration());
    }

    /** Loads a server that answers without work. */
    LoadResult loadNull(Scenario scenario, Optional<Credentials> credentials) throws IOException {
        try (NullResponder responder = NullResponder.start(scenario.messages())) {
            return load("null", responder.address(), scenario, credentials, LoadRun.Observer.none());
        }
    }

    /** Loads what listens at {@code address}. */
    LoadResult load(
            String name,
            InetSocketAddress address,
            Scenario scenario,
            Optional<Credentials> credentials,
            LoadRun.Observer observer)
            throws IOException {
        OneCall call = new OneCall(address, credentials, clock);
        List<String> queues = new ArrayList<>();
        LoadResult result;
        try {
            for (int i = 0; i < options.queues(); i++) {
                queues.add(call.createQueue("bench-" + clock.millis() + '-' + queueNumber++));
            }
            result = runs.run(
                    new Load(
                            address,
                            queues,
                            scenario,
                            options.connections(),
                            options.threads(),
                            options.bodyBytes(),
                            options.warmUp(),
                            options.duration(),
                            credentials),
                    observer);
        } finally {
            for (String queue : queues) {
                call.deleteQueue(queue);
            }
        }
        tell(name, scenario, result);
        return result;
    }

    /** Sends a backlog and receives it. Counts as wrong what is lost, out of order, or held up for more than a second. */
    void tell(BacklogRun run) {
        BacklogRun.Filled filled = run.fill();
        out.printf(
                "sent      %,d messages of %d bytes in %s s: %s messages/s%n",
                run.messages(),
                run.bodyBytes(),
                filled.took().toSeconds(),
                Figures.rate(perSecond(run.messages(), filled.took())));
        BacklogRun.Drained drained = run.drain();
        out.printf(
                "received  %,d in %s s: %s messages/s; longest receive %s ms, longest time without one %s ms, out of order %d%n",
                drained.deleted(),
                drained.took().toSeconds(),
                Figures.rate(perSecond(drained.deleted(), drained.took())),
                Figures.millis(drained.longestReceive()),
                Figures.millis(drained.longestGap()),
                drained.outOfOrder());
        errors += run.messages() / 10 * 10 - drained.deleted() + drained.outOfOrder();
        if (drained.longestGap().compareTo(Duration.ofSeconds(1)) > 0) {
            errors++;
        }
    }

    private static double perSecond(long count, Duration time) {
        return count * 1e9 / time.toNanos();
    }

    private void tell(String name, Scenario scenario, LoadResult result) {
        out.printf(
                "%-11s  %-9s  %9s messages/s  %9s requests/s  round ms: median %s, p99 %s, max %s%n",
                scenario,
                name,
                Figures.rate(result.messagesPerSecond()),
                Figures.rate(result.requestsPerSecond()),
                Figures.millis(result.median()),
                Figures.millis(result.p99()),
                Figures.millis(result.max()));
        if (result.errors() > 0) {
            errors += result.errors();
            out.println("             ERRORS: " + result.errors() + ", the first: "
                    + result.firstError().orElse(""));
        }
    }

    /** Wrong or missing answers of all runs. */
    long errors() {
        return errors;
    }
}
