package io.posthorn.bench.load;

import io.posthorn.bench.http.AnswerException;
import io.posthorn.bench.http.AnswerParser;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** One connection with one request in flight; connects again when the server hangs up. For one thread. */
final class Connection {
    private static final int SHOWN_ERROR = 300;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final InetSocketAddress address;
    private final Selector selector;
    private final Script script;
    private final Tally tally;
    private final AnswerParser parser = new AnswerParser();
    private SocketChannel channel;
    private SelectionKey key;
    private ByteBuffer request = NOTHING;
    private boolean roundOpen;
    private long roundBegan;
    private boolean idle = true;

    Connection(InetSocketAddress address, Selector selector, Script script, Tally tally) throws IOException {
        this.address = address;
        this.selector = selector;
        this.script = script;
        this.tally = tally;
        channel = SocketChannel.open(address);
        key = register();
    }

    private SelectionKey register() throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return channel.register(selector, SelectionKey.OP_READ, this);
    }

    /** Sends the next request. */
    void ask() throws IOException {
        if (!roundOpen) {
            roundOpen = true;
            roundBegan = System.nanoTime();
        }
        idle = false;
        request = script.next();
        write();
    }

    /** Goes on, for there is something to read or room to write. Asks again after an answer, unless {@code last}. */
    void proceed(boolean last) throws IOException {
        try {
            if (key.isWritable()) {
                key.interestOps(SelectionKey.OP_READ);
                write();
            }
            if (!key.isReadable()) {
                return;
            }
            int count = channel.read(parser.room());
            if (count < 0) {
                fail("the server closed the connection");
                reconnect();
            } else if (parser.received(count)) {
                answered();
            } else {
                return;
            }
        } catch (AnswerException | IOException e) {
            fail(e.toString());
            reconnect();
        }
        if (last) {
            idle = true;
        } else {
            ask();
        }
    }

    private void write() throws IOException {
        channel.write(request);
        if (request.hasRemaining()) {
            key.interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
        }
    }

    private void answered() throws IOException {
        long now = System.nanoTime();
        tally.request(now);
        try {
            if (script.take(parser.status(), parser.body())) {
                tally.round(roundBegan, now);
                roundOpen = false;
            }
        } catch (RefusedException e) {
            String body = parser.bodyText();
            fail(e.getMessage() + ": " + body.substring(0, Math.min(body.length(), SHOWN_ERROR)));
        }
        boolean closes = parser.isLastOnConnection();
        parser.next();
        if (closes) {
            reconnect();
        }
    }

    private void fail(String error) {
        tally.error(error);
        script.restart();
        roundOpen = false;
        parser.next();
    }

    private void reconnect() throws IOException {
        key.cancel();
        channel.close();
        request = NOTHING;
        channel = SocketChannel.open(address);
        key = register();
    }

    /** Whether no request is in flight. */
    boolean isIdle() {
        return idle;
    }

    void close() throws IOException {
        channel.close();
    }
}
