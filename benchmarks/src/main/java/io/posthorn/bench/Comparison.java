package io.posthorn.bench;

import io.posthorn.bench.http.Credentials;
import io.posthorn.bench.load.LoadResult;
import io.posthorn.bench.load.OneCall;
import io.posthorn.bench.load.Scenario;
import io.posthorn.bench.report.Figures;
import io.posthorn.bench.report.MachineFacts;
import io.posthorn.bench.report.Spread;
import io.posthorn.bench.report.Table;
import io.posthorn.bench.server.ChildServer;
import io.posthorn.bench.server.PostgresDurability;
import io.posthorn.bench.server.Servers;
import java.io.IOException;
import java.io.PrintStream;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Posthorn and ElasticMQ side by side: both run all the time, one is loaded at a time, and they take turns. */
final class Comparison {
    private final Options options;
    private final Servers servers;
    private final Credentials credentials;
    private final InstantSource clock;
    private final Bench bench;
    private final PrintStream out;
    private final Map<Scenario, List<Double>> posthorn = new EnumMap<>(Scenario.class);
    private final Map<Scenario, List<Double>> elasticMq = new EnumMap<>(Scenario.class);
    private final Map<Scenario, Double> ceiling = new EnumMap<>(Scenario.class);

    Comparison(
            Options options,
            Servers servers,
            Credentials credentials,
            InstantSource clock,
            Bench bench,
            PrintStream out) {
        this.options = options;
        this.servers = servers;
        this.credentials = credentials;
        this.clock = clock;
        this.bench = bench;
        this.out = out;
    }

    void run() throws IOException {
        out.println("Machine: " + MachineFacts.of(servers.scratch()) + "; load average " + MachineFacts.load());
        out.println("Each run: " + options.connections() + " connections, one request in flight each, bodies of "
                + options.bodyBytes() + " bytes, " + options.queues() + " queue(s), "
                + options.warmUp().toSeconds() + " s of warm-up and "
                + options.duration().toSeconds()
                + " s measured");
        out.println();
        out.println("What the generator can do, against an answer without work in the same process:");
        for (Scenario scenario : options.scenarios()) {
            ceiling.put(
                    scenario, bench.loadNull(scenario, Optional.of(credentials)).messagesPerSecond());
        }
        out.println();
        try (ChildServer ours = servers.startPosthorn(credentials.accessKeyId(), credentials.secret());
                ChildServer peer = servers.startElasticMq()) {
            ours.awaitReady(call(ours, Optional.of(credentials)));
            peer.awaitReady(call(peer, peerCredentials()));
            String facts = facts(ours, peer);
            ours.awaitQuiet();
            peer.awaitQuiet();
            for (int pair = 0; pair < options.pairs(); pair++) {
                out.println("Pair " + (pair + 1) + " of " + options.pairs() + ", load average " + MachineFacts.load());
                for (Scenario scenario : options.scenarios()) {
                    // who begins changes, so that a machine that slows down or speeds up favours nobody
                    if (pair % 2 == 0) {
                        loadOurs(ours, scenario);
                        loadPeer(peer, scenario);
                    } else {
                        loadPeer(peer, scenario);
                        loadOurs(ours, scenario);
                    }
                }
            }
            out.println();
            out.print(table());
            out.println();
            out.print(facts);
        }
    }

    private void loadOurs(ChildServer server, Scenario scenario) throws IOException {
        add(posthorn, scenario, bench.load(server, scenario, Optional.of(credentials)));
    }

    private void loadPeer(ChildServer server, Scenario scenario) throws IOException {
        add(elasticMq, scenario, bench.load(server, scenario, peerCredentials()));
    }

    private static void add(Map<Scenario, List<Double>> rates, Scenario scenario, LoadResult result) {
        rates.computeIfAbsent(scenario, _ -> new ArrayList<>()).add(result.messagesPerSecond());
    }

    private Optional<Credentials> peerCredentials() {
        return options.signElasticMq() ? Optional.of(credentials) : Optional.empty();
    }

    private OneCall call(ChildServer server, Optional<Credentials> with) {
        return new OneCall(server.address(), with, clock);
    }

    private String table() {
        Table table = new Table(
                "messages/s", "Posthorn min", "median", "max", "ElasticMQ min", "median", "max", "ratio", "generator");
        for (Scenario scenario : options.scenarios()) {
            Spread ours = Spread.of(posthorn.getOrDefault(scenario, List.of()));
            Spread peer = Spread.of(elasticMq.getOrDefault(scenario, List.of()));
            table.add(
                    scenario.toString(),
                    Figures.rate(ours.min()),
                    Figures.rate(ours.median()),
                    Figures.rate(ours.max()),
                    Figures.rate(peer.min()),
                    Figures.rate(peer.median()),
                    Figures.rate(peer.max()),
                    Figures.ratio(ours.ratioTo(peer)),
                    Figures.rate(ceiling.getOrDefault(scenario, 0.0)));
        }
        return table.text();
    }

    private String facts(ChildServer ours, ChildServer peer) throws IOException {
        StringBuilder facts = new StringBuilder();
        options.scenarios()
                .forEach(scenario -> facts.append("- ")
                        .append(scenario)
                        .append(": ")
                        .append(scenario.round())
                        .append("; counted: ")
                        .append(scenario.unit())
                        .append('\n'));
        return facts.append("- ratio: of the medians; generator: what it can do against an answer without work\n")
                .append("- Posthorn: ")
                .append(PostgresDurability.of(servers.posthornData().resolve("postgres/data")))
                .append("; ")
                .append(signatures(ours))
                .append("\n- ElasticMQ 1.7.1: in memory; ")
                .append(signatures(peer))
                .append(options.signElasticMq() ? ", sent all the same\n" : ", not sent\n")
                .toString();
    }

    /** Tells what a server makes of a signature with another secret. */
    private String signatures(ChildServer server) throws IOException {
        Credentials wrong = new Credentials(
                credentials.accessKeyId(), "not-the-secret", credentials.region(), credentials.service());
        int status = call(server, Optional.of(wrong)).call("ListQueues", "{}").status();
        return switch (status) {
            case 403 -> "signatures verified (a wrong one is answered with 403)";
            case 200 -> "signatures not verified (a wrong one is answered with 200)";
            default -> "signatures not known to be verified (a wrong one is answered with " + status + ')';
        };
    }
}
