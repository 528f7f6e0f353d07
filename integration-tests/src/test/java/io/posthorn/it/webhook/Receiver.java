package io.posthorn.it.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import software.amazon.awssdk.protocols.jsoncore.JsonNode;

/**
 * Endpoints of subscribers on loopback, one for each path. Each confirms its subscription by following the link that it is sent,
 * keeps what it gets, and answers as it is told: 200 unless it is told otherwise.
 */
final class Receiver implements AutoCloseable {
    private static final int BACKLOG = 1024;

    /** The answer of an endpoint that never answers. */
    static final int NEVER = 0;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, List<Arrival>> arrivals = new ConcurrentHashMap<>();
    private final Map<String, Integer> answers = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> failures = new ConcurrentHashMap<>();
    private final String scheme;

    /**
     * A notification that arrived.
     *
     * @param headers by lower-case name
     * @param at when, as {@link System#nanoTime} tells it
     */
    record Arrival(Map<String, String> headers, String body, long at) {
        /** A member of the document; for what is delivered raw there is none. */
        String member(String name) {
            JsonNode member = JsonNode.parser().parse(body).asObject().get(name);
            if (member == null) {
                throw new AssertionError("no " + name + " in " + body);
            }
            return member.text();
        }

        String messageId() {
            return headers.getOrDefault("x-amz-sns-message-id", "");
        }
    }

    private Receiver(HttpServer server, String scheme) {
        this.server = server;
        this.scheme = scheme;
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    static Receiver start() {
        try {
            return new Receiver(HttpServer.create(anyPort(), BACKLOG), "http");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that speaks TLS with the key and certificate of {@code context}. */
    static Receiver start(SSLContext context) {
        try {
            HttpsServer server = HttpsServer.create(anyPort(), BACKLOG);
            server.setHttpsConfigurator(new HttpsConfigurator(context));
            return new Receiver(server, "https");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    /** The address of the endpoint at {@code path}, which begins with a slash. */
    String url(String path) {
        return scheme + "://localhost:" + server.getAddress().getPort() + path;
    }

    /** Has the endpoint answer with {@code status} from now on. */
    void answer(String path, int status) {
        answers.put(path, status);
    }

    /** Has what contains {@code text} be answered 500 so many times before anything else is answered. */
    void fail(String text, int times) {
        failures.put(text, new AtomicInteger(times));
    }

    /** The notifications that arrived at {@code path}, whatever they were answered, in their order. */
    List<Arrival> at(String path) {
        return List.copyOf(arrivals.getOrDefault(path, List.of()));
    }

    private void handle(HttpExchange exchange) throws IOException {
        long at = System.nanoTime();
        String path = exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        Map<String, String> headers = new ConcurrentHashMap<>();
        exchange.getRequestHeaders()
                .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        Arrival arrival = new Arrival(Map.copyOf(headers), body, at);
        if ("SubscriptionConfirmation".equals(headers.get("x-amz-sns-message-type"))) {
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
            confirm(arrival);
            return;
        }
        arrivals.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(arrival);
        int status = mustFail(body) ? 500 : answers.getOrDefault(path, 200);
        if (status == NEVER) {
            awaitClosing();
        } else {
            exchange.sendResponseHeaders(status, -1);
        }
        exchange.close();
    }

    private boolean mustFail(String body) {
        return failures.entrySet().stream()
                .anyMatch(
                        each -> body.contains(each.getKey()) && each.getValue().getAndDecrement() > 0);
    }

    private void confirm(Arrival arrival) throws IOException {
        try {
            client.send(
                    HttpRequest.newBuilder(URI.create(arrival.member("SubscribeURL")))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitClosing() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
        client.close();
    }
}
