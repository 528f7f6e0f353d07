package io.posthorn.bench.backlog;

import io.posthorn.bench.http.AnswerException;
import io.posthorn.bench.http.AnswerParser;
import io.posthorn.bench.http.Body;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One connection that waits for each answer. For one thread. */
final class Caller implements AutoCloseable {
    private static final int SHOWN_ERROR = 300;

    private final SocketChannel channel;
    private final AnswerParser parser = new AnswerParser();

    Caller(InetSocketAddress address) throws IOException {
        channel = SocketChannel.open(address);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    }

    /**
     * The answer to a request; holds until the next call.
     *
     * @throws IOException if there is none, or an error
     */
    Body call(ByteBuffer request) throws IOException {
        parser.next();
        while (request.hasRemaining()) {
            channel.write(request);
        }
        try {
            int count;
            do {
                count = channel.read(parser.room());
                if (count < 0) {
                    throw new IOException("the server closed the connection");
                }
            } while (!parser.received(count));
        } catch (AnswerException e) {
            throw new IOException("no HTTP answer", e);
        }
        if (parser.status() != 200) {
            String text = parser.bodyText();
            throw new IOException(
                    "status " + parser.status() + ": " + text.substring(0, Math.min(text.length(), SHOWN_ERROR)));
        }
        return parser.body();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
