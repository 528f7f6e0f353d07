package io.posthorn.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A loopback port that a server keeps over restarts while it is free, kept in a file of its data folder.
 *
 * @param file where the number is kept
 * @param given the port that the user asked for; 0 for any free one
 */
record RememberedPort(Path file, int given) {
    private static final int MAX_PORT = 65_535;

    RememberedPort {
        if (given < 0 || given > MAX_PORT) {
            throw new IllegalArgumentException("a port is 0 to " + MAX_PORT);
        }
    }

    /**
     * The port to listen on now: the given one, else the remembered one if it is free, else a new free one, which is
     * remembered.
     *
     * @throws EmbeddedException if the given port is in use
     */
    int choose() {
        if (given != 0) {
            if (!isFree(given)) {
                throw new EmbeddedException("port " + given + " on 127.0.0.1 is in use");
            }
            return given;
        }
        int remembered = read();
        if (remembered != 0 && isFree(remembered)) {
            return remembered;
        }
        int chosen = free();
        Folders.writePrivate(file, Integer.toString(chosen));
        return chosen;
    }

    private int read() {
        try {
            int port = Integer.parseInt(Files.readString(file).strip());
            return port > 0 && port <= MAX_PORT ? port : 0;
        } catch (NoSuchFileException | NumberFormatException _) {
            return 0;
        } catch (IOException e) {
            throw new EmbeddedException("cannot read " + file, e);
        }
    }

    private static int free() {
        try (ServerSocket socket = bound(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new EmbeddedException("no free port on 127.0.0.1", e);
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = bound(port)) {
            return socket.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    private static ServerSocket bound(int port) throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            // As the servers do: a port whose old connections are still in TIME_WAIT is free.
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
