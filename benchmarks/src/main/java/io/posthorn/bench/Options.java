package io.posthorn.bench;

import io.posthorn.bench.load.Scenario;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What a person asks for on the command line.
 *
 * @param pairs how many times each scenario runs against each server
 * @param scenarios which ones, in this order
 * @param target what alone is loaded instead of a comparison
 * @param signElasticMq whether requests to ElasticMQ, which does not check signatures, are signed too
 * @param sign whether requests to any other target are signed
 * @param connections connections, 1 to 1000
 * @param threads generator threads, 1 to 64
 * @param queues queues, 1 to 1000
 * @param bodyBytes length of a message's body, 12 bytes to 64 KiB
 * @param warmUp before each run counts
 * @param duration how long each run counts
 * @param backlog how many messages one queue takes before they are received again, instead of anything else; a multiple of 10
 * @param heapMiB the heap of Posthorn in that case
 */
record Options(
        int pairs,
        List<Scenario> scenarios,
        Optional<Target> target,
        boolean signElasticMq,
        boolean sign,
        int connections,
        int threads,
        int queues,
        int bodyBytes,
        Duration warmUp,
        Duration duration,
        OptionalLong backlog,
        int heapMiB) {
    static final String HELP = """
            Measures Posthorn, side by side with ElasticMQ 1.7.1.

              ./posthorn bench [OPTIONS]

              --pairs N          runs of each scenario against each server, taking turns (5)
              --scenario NAME    %s; may be given several times (single, batch, cycle)
              --target TARGET    no comparison, runs against one target alone: posthorn, elasticmq,
                                 null (an answer without work: what the generator can do) or http://HOST:PORT
              --no-sign          send unsigned requests to ElasticMQ, null or http://HOST:PORT
              --connections N    connections with one request in flight each (64)
              --threads N        generator threads (1)
              --queues N         queues that the connections share (1)
              --body BYTES       length of a message's body (256)
              --warm-up SECONDS  what does not count (5)
              --duration SECONDS what counts (10)
              --backlog N        no rates: N messages are sent to one queue of Posthorn, then received and deleted;
                                 it fails if one is lost, out of order, or a second passes without a receive
              --heap MIB         Posthorn's heap with --backlog (512)

            http://HOST:PORT is called with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION (test, test,
            us-east-1).
            """.formatted(Scenario.names());

    private static final int MAX_PAIRS = 100;
    private static final int MAX_CONNECTIONS = 1000;
    private static final int MAX_THREADS = 64;
    private static final int MAX_QUEUES = 1000;
    /** Ten of them are still one request of a batch. */
    private static final int MAX_BODY_BYTES = 64 * 1024;
    /** A body ends with a number of this many digits. */
    private static final int MIN_BODY_BYTES = 12;

    private static final int MAX_SECONDS = 3600;
    private static final int MAX_BACKLOG = 1_000_000_000;
    private static final int MAX_HEAP_MIB = 65_536;

    Options {
        scenarios = List.copyOf(scenarios);
    }

    /**
     * Reads a command line.
     *
     * @throws WrongOptionException if it is wrong
     */
    static Options parse(List<String> arguments) {
        Reader reader = new Reader(arguments);
        while (reader.hasNext()) {
            reader.readOne();
        }
        return reader.options();
    }

    /** Reads one option after the other. */
    private static final class Reader {
        private final List<String> arguments;
        private int at;
        private int pairs = 5;
        private final List<Scenario> scenarios = new ArrayList<>();
        private Optional<Target> target = Optional.empty();
        private boolean sign = true;
        private int connections = 64;
        private int threads = 1;
        private int queues = 1;
        private int bodyBytes = 256;
        private int warmUp = 5;
        private int duration = 10;
        private OptionalLong backlog = OptionalLong.empty();
        private int heapMiB = 512;

        Reader(List<String> arguments) {
            this.arguments = arguments;
        }

        boolean hasNext() {
            return at < arguments.size();
        }

        void readOne() {
            String option = arguments.get(at++);
            switch (option) {
                case "--pairs" -> pairs = number(option, 1, MAX_PAIRS);
                case "--scenario" -> scenarios.add(scenario(value(option)));
                case "--target" -> target = Optional.of(Target.of(value(option)));
                case "--no-sign" -> sign = false;
                case "--connections" -> connections = number(option, 1, MAX_CONNECTIONS);
                case "--threads" -> threads = number(option, 1, MAX_THREADS);
                case "--queues" -> queues = number(option, 1, MAX_QUEUES);
                case "--body" -> bodyBytes = number(option, MIN_BODY_BYTES, MAX_BODY_BYTES);
                case "--warm-up" -> warmUp = number(option, 0, MAX_SECONDS);
                case "--duration" -> duration = number(option, 1, MAX_SECONDS);
                case "--backlog" -> backlog = OptionalLong.of(number(option, 10, MAX_BACKLOG));
                case "--heap" -> heapMiB = number(option, 64, MAX_HEAP_MIB);
                default -> throw new WrongOptionException("unknown option " + option);
            }
        }

        Options options() {
            if (threads > connections) {
                throw new WrongOptionException("--threads is at most --connections");
            }
            if (!sign && target.filter(Target.Posthorn.class::isInstance).isPresent()) {
                throw new WrongOptionException("Posthorn answers no unsigned request");
            }
            return new Options(
                    pairs,
                    scenarios.isEmpty() ? List.of(Scenario.SINGLE, Scenario.BATCH, Scenario.CYCLE) : scenarios,
                    target,
                    sign,
                    sign || target.isEmpty(),
                    connections,
                    threads,
                    queues,
                    bodyBytes,
                    Duration.ofSeconds(warmUp),
                    Duration.ofSeconds(duration),
                    backlog,
                    heapMiB);
        }

        private String value(String option) {
            if (!hasNext()) {
                throw new WrongOptionException(option + " needs a value");
            }
            return arguments.get(at++);
        }

        private int number(String option, int min, int max) {
            String value = value(option);
            try {
                int number = Integer.parseInt(value);
                if (number >= min && number <= max) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw new WrongOptionException(option + " is a number, not " + value, e);
            }
            throw new WrongOptionException(option + " is " + min + " to " + max + ", not " + value);
        }

        private static Scenario scenario(String name) {
            return Scenario.named(name)
                    .orElseThrow(() ->
                            new WrongOptionException("--scenario is one of " + Scenario.names() + ", not " + name));
        }
    }
}
