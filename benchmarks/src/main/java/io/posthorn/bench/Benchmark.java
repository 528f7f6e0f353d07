package io.posthorn.bench;

import io.posthorn.bench.backlog.BacklogRun;
import io.posthorn.bench.http.Credentials;
import io.posthorn.bench.load.LoadException;
import io.posthorn.bench.load.LoadRun;
import io.posthorn.bench.load.OneCall;
import io.posthorn.bench.load.Scenario;
import io.posthorn.bench.server.ChildServer;
import io.posthorn.bench.server.ServerException;
import io.posthorn.bench.server.Servers;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The program that {@code ./posthorn bench} runs. */
public final class Benchmark {
    private static final int FAILED = 1;
    private static final int WRONG_OPTION = 2;

    private final Options options;
    private final Map<String, String> environment;
    private final InstantSource clock;
    private final PrintStream out;
    private final Bench bench;

    private Benchmark(Options options, Map<String, String> environment, InstantSource clock, PrintStream out) {
        this.options = options;
        this.environment = environment;
        this.clock = clock;
        this.out = out;
        bench = new Bench(options, clock, new LoadRun(clock, new SplittableRandom()), out);
    }

    /** Ends with status 0 if every answer was right, 1 if not, and 2 if the command line is wrong. */
    public static void main(String[] arguments) {
        System.exit(run(List.of(arguments), System.getenv(), Clock.systemUTC(), System.out, System.err));
    }

    static int run(
            List<String> arguments,
            Map<String, String> environment,
            InstantSource clock,
            PrintStream out,
            PrintStream err) {
        if (arguments.contains("--help")) {
            out.print(Options.HELP);
            return 0;
        }
        try {
            Benchmark benchmark = new Benchmark(Options.parse(arguments), environment, clock, out);
            benchmark.run();
            return benchmark.bench.errors() == 0 ? 0 : FAILED;
        } catch (WrongOptionException e) {
            err.println("posthorn: " + e.getMessage() + "; see ./posthorn bench --help");
            return WRONG_OPTION;
        } catch (ServerException | LoadException | IOException e) {
            err.println("posthorn: " + e.getMessage());
            return FAILED;
        }
    }

    private void run() throws IOException {
        if (options.backlog().isPresent()) {
            backlog(options.backlog().getAsLong());
        } else if (options.target().isPresent()) {
            one(options.target().get());
        } else {
            try (Scratch scratch = Scratch.create()) {
                new Comparison(options, servers(scratch), wellKnown(), clock, bench, out).run();
            }
        }
    }

    private void one(Target target) throws IOException {
        switch (target) {
            case Target.Null _ -> {
                for (Scenario scenario : options.scenarios()) {
                    bench.loadNull(scenario, signed(wellKnown()));
                }
            }
            case Target.Running(var address) -> {
                for (Scenario scenario : options.scenarios()) {
                    bench.load("running", address, scenario, signed(fromEnvironment()), LoadRun.Observer.none());
                }
            }
            case Target.Posthorn _ -> {
                Credentials key = wellKnown();
                try (Scratch scratch = Scratch.create();
                        ChildServer server = servers(scratch).startPosthorn(key.accessKeyId(), key.secret())) {
                    allOn(server, Optional.of(key));
                }
            }
            case Target.ElasticMq _ -> {
                try (Scratch scratch = Scratch.create();
                        ChildServer server = servers(scratch).startElasticMq()) {
                    allOn(server, signed(wellKnown()));
                }
            }
        }
    }

    private void backlog(long messages) throws IOException {
        Credentials key = wellKnown();
        Map<String, String> heap = Map.of("POSTHORN_JAVA_OPTIONS", "-Xmx" + options.heapMiB() + "m");
        try (Scratch scratch = Scratch.create();
                ChildServer server = servers(scratch).startPosthorn(key.accessKeyId(), key.secret(), heap)) {
            OneCall call = new OneCall(server.address(), Optional.of(key), clock);
            server.awaitReady(call).awaitQuiet();
            BacklogRun run = new BacklogRun(
                    server.address(),
                    key,
                    call.createQueue("backlog"),
                    messages,
                    options.bodyBytes(),
                    options.connections(),
                    clock,
                    new SplittableRandom());
            bench.tell(run);
        }
    }

    private void allOn(ChildServer server, Optional<Credentials> credentials) throws IOException {
        server.awaitReady(new OneCall(server.address(), credentials, clock)).awaitQuiet();
        for (Scenario scenario : options.scenarios()) {
            bench.load(server, scenario, credentials);
        }
    }

    private Optional<Credentials> signed(Credentials credentials) {
        return options.sign() ? Optional.of(credentials) : Optional.empty();
    }

    /** The key of a server that only lives for the run, on loopback. */
    private static Credentials wellKnown() {
        return new Credentials("test", "test", "us-east-1", "sqs");
    }

    private Credentials fromEnvironment() {
        return new Credentials(
                environment.getOrDefault("AWS_ACCESS_KEY_ID", "test"),
                environment.getOrDefault("AWS_SECRET_ACCESS_KEY", "test"),
                environment.getOrDefault("AWS_REGION", "us-east-1"),
                "sqs");
    }

    private Servers servers(Scratch scratch) {
        return new Servers(
                Path.of(environment.getOrDefault("POSTHORN_BENCH_SCRIPT", "./posthorn")),
                Path.of(environment.getOrDefault("POSTHORN_BENCH_ELASTICMQ", "benchmarks/target/elasticmq")),
                scratch.folder());
    }
}
