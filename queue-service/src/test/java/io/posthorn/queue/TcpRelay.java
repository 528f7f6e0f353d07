package io.posthorn.queue;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A door to a TCP server of this machine that a test can shut: connections break, and new ones are refused until it is
 * opened again. Accepting {@code false} shuts it and {@code true} opens it.
 */
final class TcpRelay implements Consumer<Boolean>, Closeable {
    private final int target;
    private final Set<Socket> through = ConcurrentHashMap.newKeySet();
    private final int port;
    private @Nullable ServerSocket door;

    TcpRelay(int target) {
        this.target = target;
        this.port = open(0);
    }

    int port() {
        return port;
    }

    @Override
    public synchronized void accept(Boolean open) {
        if (open) {
            if (door == null) {
                open(port);
            }
        } else {
            close();
        }
    }

    @Override
    public synchronized void close() {
        shut(door);
        door = null;
        through.forEach(TcpRelay::shut);
        through.clear();
    }

    private synchronized int open(int wanted) {
        try {
            ServerSocket fresh = new ServerSocket();
            fresh.setReuseAddress(true);
            fresh.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted));
            door = fresh;
            Thread.ofVirtual().start(() -> listen(fresh));
            return fresh.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void listen(ServerSocket at) {
        while (!at.isClosed()) {
            try {
                Socket client = at.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                through.add(client);
                through.add(server);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            } catch (IOException _) {
                // The door was shut, or the server is away: the client sees it.
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException _) {
            // One side left, and now the other does too.
        } finally {
            through.remove(from);
            through.remove(to);
        }
    }

    private static void shut(@Nullable Closeable open) {
        try {
            if (open != null) {
                open.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
