package io.posthorn.it.sns;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;

/** An endpoint on this machine that sees what arrives to the byte: no HTTP library is between. */
public final class HttpReceiver implements AutoCloseable {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MAX_HEAD = 16 * 1024;
    private static final int BACKLOG = 100;

    private final ServerSocket server;
    private final String origin;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Function<Request, String> answer = _ -> "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    /**
     * What arrived.
     *
     * @param line the request line
     * @param headers as they came
     */
    public record Request(String line, List<String> headers, byte[] body) {
        public Optional<String> header(String name) {
            String start = name.toLowerCase(Locale.ROOT) + ": ";
            return headers.stream()
                    .filter(each -> each.toLowerCase(Locale.ROOT).startsWith(start))
                    .map(each -> each.substring(start.length()))
                    .findFirst();
        }

        public String type() {
            return header("x-amz-sns-message-type").orElse("");
        }

        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** One without TLS. */
    public HttpReceiver() {
        this(ServerSocketFactory.getDefault(), "http://127.0.0.1:");
    }

    /** One that is reached as localhost by TLS, with the key and certificate of {@code context}. */
    public HttpReceiver(SSLContext context) {
        this(context.getServerSocketFactory(), "https://localhost:");
    }

    private HttpReceiver(ServerSocketFactory sockets, String beginning) {
        try {
            server = sockets.createServerSocket(0, BACKLOG, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        origin = beginning + server.getLocalPort();
        Thread.ofVirtual().start(this::accept);
    }

    public String url(String path) {
        return origin + path;
    }

    public String authority() {
        return origin.substring(origin.indexOf("://") + "://".length());
    }

    /** From now on answers so: a status line, headers and a body. */
    public void answers(Function<Request, String> how) {
        answer = how;
    }

    public static String answer(int status, String headers, String body) {
        return "HTTP/1.1 " + status + " Status\r\n" + headers + "Content-Length: " + body.length() + "\r\n\r\n" + body;
    }

    /** What has come to {@code path}. */
    public List<Request> at(String path) {
        return requests.stream()
                .filter(each -> each.line().equals("POST " + path + " HTTP/1.1"))
                .toList();
    }

    /** The first {@code count} that come to {@code path}. */
    public List<Request> await(String path, int count) {
        Awaitility.await().atMost(SOON).pollInterval(Duration.ofMillis(10)).until(() -> at(path).size() >= count);
        return at(path).subList(0, count);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            while (true) {
                List<String> head = head(in);
                if (head.isEmpty()) {
                    return;
                }
                Request bare = new Request(head.getFirst(), head.subList(1, head.size()), new byte[0]);
                int length = Integer.parseInt(bare.header("content-length").orElse("0"));
                Request request = new Request(bare.line(), bare.headers(), in.readNBytes(length));
                requests.add(request);
                out.write(answer.apply(request).getBytes(StandardCharsets.ISO_8859_1));
                out.flush();
            }
        } catch (IOException _) {
            // whoever sends has gone
        }
    }

    private static List<String> head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (head.size() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                return List.of();
            }
            head.write(next);
            byte[] bytes = head.toByteArray();
            if (next == '\n' && head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                return Arrays.asList(new String(bytes, 0, bytes.length - 4, StandardCharsets.ISO_8859_1).split("\r\n"));
            }
        }
        throw new IOException("a head without end");
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
