package io.posthorn.bench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A server that answers every request at once with what it always answers, so that a load on it shows what the generator
 * can do. One thread of this process.
 */
public final class NullResponder implements AutoCloseable {
    private static final int FIRST_SIZE = 64 * 1024;
    private static final byte[] TARGET = "X-Amz-Target: AmazonSQS.".getBytes(ISO_8859_1);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(ISO_8859_1);
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(ISO_8859_1);
    private static final byte[] LINE_END = "\r\n".getBytes(ISO_8859_1);

    private final Map<String, byte[]> answers;
    private final ServerSocketChannel server;
    private final Selector selector;
    private final Thread thread;
    private volatile boolean closed;

    /** What has come of a connection's request. */
    private static final class Received {
        private byte[] bytes = new byte[FIRST_SIZE];
        private int size;

        /** Reads what is there; false at the end. */
        boolean readFrom(SocketChannel client) throws IOException {
            if (size == bytes.length) {
                bytes = Arrays.copyOf(bytes, bytes.length * 2);
            }
            int count = client.read(ByteBuffer.wrap(bytes, size, bytes.length - size));
            size += Math.max(count, 0);
            return count >= 0;
        }
    }

    private NullResponder(Map<String, byte[]> answers) throws IOException {
        this.answers = answers;
        server = ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        server.configureBlocking(false);
        selector = Selector.open();
        server.register(selector, SelectionKey.OP_ACCEPT);
        thread = Thread.ofPlatform().name("null-responder").daemon().start(this::serve);
    }

    /**
     * Starts one.
     *
     * @param messages in a batch, and in what is received, 1 to 10
     */
    public static NullResponder start(int messages) {
        try {
            return new NullResponder(Map.of(
                    "CreateQueue", answer("{\"QueueUrl\":\"http://127.0.0.1/000000000000/null\"}"),
                    "DeleteQueue", answer(""),
                    "SendMessage", answer("{" + entry(0, "MD5OfMessageBody", "MessageId") + "}"),
                    "SendMessageBatch", answer(list("Successful", messages, "Id", "MessageId")),
                    "ReceiveMessage", answer(list("Messages", messages, "MessageId", "ReceiptHandle", "Body")),
                    "DeleteMessage", answer(""),
                    "DeleteMessageBatch", answer(list("Successful", messages, "Id"))));
        } catch (IOException e) {
            throw new ServerException("cannot start the null responder", e);
        }
    }

    private static String list(String name, int count, String... members) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(i, members))
                .collect(Collectors.joining("},{", "{\"" + name + "\":[{", "}]}"));
    }

    private static String entry(int number, String... members) {
        return Arrays.stream(members)
                .map(member -> '"' + member + "\":\"a-value-as-long-as-an-identifier-" + number + '"')
                .collect(Collectors.joining(","));
    }

    private static byte[] answer(String body) {
        return ("HTTP/1.1 200 OK\r\nContent-Type: application/x-amz-json-1.0\r\nContent-Length: " + body.length()
                        + "\r\n\r\n" + body)
                .getBytes(ISO_8859_1);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        try {
            return (InetSocketAddress) server.getLocalAddress();
        } catch (IOException e) {
            throw new ServerException("the null responder has stopped", e);
        }
    }

    private void serve() {
        try {
            while (!closed) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.isAcceptable()) {
                        accept();
                    } else if (key.isValid()) {
                        proceed(key);
                    }
                }
                selector.selectedKeys().clear();
            }
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            System.err.println("posthorn: the null responder stops: " + e);
        }
    }

    private void accept() throws IOException {
        SocketChannel client = server.accept();
        if (client != null) {
            client.configureBlocking(false);
            client.setOption(StandardSocketOptions.TCP_NODELAY, true);
            client.register(selector, SelectionKey.OP_READ, new Received());
        }
    }

    private void proceed(SelectionKey key) {
        SocketChannel client = (SocketChannel) key.channel();
        Received request = (Received) key.attachment();
        try {
            if (!request.readFrom(client)) {
                client.close();
            } else if (isWhole(request)) {
                ByteBuffer answer = ByteBuffer.wrap(answerTo(request));
                request.size = 0;
                client.write(answer);
                if (answer.hasRemaining()) {
                    // a client with one request in flight has room for an answer
                    client.close();
                }
            }
        } catch (IOException _) {
            close(client);
        }
    }

    private static void close(SocketChannel client) {
        try {
            client.close();
        } catch (IOException e) {
            System.err.println("posthorn: the null responder cannot close a connection: " + e);
        }
    }

    private static boolean isWhole(Received request) {
        byte[] bytes = request.bytes;
        int size = request.size;
        int head = find(HEAD_END, bytes, 0, size);
        if (head < 0) {
            return false;
        }
        int digits = find(LENGTH, bytes, 0, head);
        int length = 0;
        for (int i = digits < 0 ? head : digits; bytes[i] >= '0' && bytes[i] <= '9'; i++) {
            length = length * 10 + (bytes[i] - '0');
        }
        return size >= head + length;
    }

    private byte[] answerTo(Received request) throws IOException {
        byte[] bytes = request.bytes;
        int target = find(TARGET, bytes, 0, request.size);
        int end = find(LINE_END, bytes, Math.max(target, 0), request.size);
        byte[] answer = target < 0 ? null : answers.get(new String(bytes, target, end - 2 - target, ISO_8859_1));
        if (answer == null) {
            throw new IOException("a request for an action that is unknown here");
        }
        return answer;
    }

    /** The index behind the first {@code text}, or -1. */
    private static int find(byte[] text, byte[] bytes, int from, int size) {
        for (int i = from; i + text.length <= size; i++) {
            if (bytes[i] == text[0] && Arrays.equals(bytes, i, i + text.length, text, 0, text.length)) {
                return i + text.length;
            }
        }
        return -1;
    }

    @Override
    public void close() {
        closed = true;
        selector.wakeup();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
