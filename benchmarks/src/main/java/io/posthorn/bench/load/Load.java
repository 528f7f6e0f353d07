package io.posthorn.bench.load;

import io.posthorn.bench.http.Credentials;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What is asked of a server, how, and for how long.
 *
 * @param address where the server listens
 * @param queueUrls the queues; connections take turns in choosing one
 * @param scenario what each connection does
 * @param connections how many, each with one request in flight
 * @param threads how many drive them
 * @param bodyBytes the length of a message's body
 * @param warmUp how long it runs before anything counts
 * @param duration how long it then counts
 * @param credentials with what requests are signed, or nothing to send them unsigned
 */
public record Load(
        InetSocketAddress address,
        List<String> queueUrls,
        Scenario scenario,
        int connections,
        int threads,
        int bodyBytes,
        Duration warmUp,
        Duration duration,
        Optional<Credentials> credentials) {
    /** Copies the list. */
    public Load {
        queueUrls = List.copyOf(queueUrls);
    }

    /** The value of {@code Host}. */
    String host() {
        return address.getHostString() + ':' + address.getPort();
    }
}
