package io.posthorn.topic.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Endpoints on loopback, one for each path: each keeps what it gets, and answers as it is told, 200 unless it is told otherwise. */
final class LoopbackEndpoints implements AutoCloseable {
    private final Clock clock;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private final Map<String, List<Answer>> answers = new ConcurrentHashMap<>();

    /** What an endpoint answers. */
    record Answer(int status, Map<String, String> headers) {
        static Answer of(int status) {
            return new Answer(status, Map.of());
        }

        static Answer of(int status, String header, String value) {
            return new Answer(status, Map.of(header, value));
        }
    }

    /**
     * What an endpoint got.
     *
     * @param headers by lower-case name
     * @param at by the clock of the test
     */
    record Arrival(Map<String, String> headers, String body, Instant at) {
        /** A member of the document. */
        String member(String name) {
            String member = new JsonObject(body).getString(name);
            if (member == null) {
                throw new AssertionError("no " + name + " in " + body);
            }
            return member;
        }

        String type() {
            return headers.getOrDefault("x-amz-sns-message-type", "");
        }
    }

    LoopbackEndpoints(Clock clock) {
        this.clock = clock;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Host and port, as a URL holds them. */
    String authority() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Has the endpoint at {@code path} give {@code these} one after the other from now on, and the last for ever. */
    void answer(String path, Answer... these) {
        answers.put(path, new CopyOnWriteArrayList<>(these));
    }

    /** What came to {@code path}, whatever it was answered. */
    List<Arrival> at(String path) {
        return List.copyOf(arrivals.getOrDefault(path, List.of()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, String> headers = new TreeMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Answer answer = next(path);
        arrivals.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>())
                .add(new Arrival(headers, body, clock.instant()));
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(answer.status(), -1);
        exchange.close();
    }

    private Answer next(String path) {
        List<Answer> left = answers.getOrDefault(path, List.of());
        if (left.isEmpty()) {
            return Answer.of(200);
        }
        return left.size() == 1 ? left.getFirst() : left.removeFirst();
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
