package io.posthorn.signer.upstream;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The replicas of a service, each asked first in turn. Thread-safe. */
final class Replicas {
    private final List<Replica> replicas;
    private final AtomicInteger next = new AtomicInteger();

    /** Where one replica is reached. */
    record Replica(String host, int port, boolean tls) {
        /** The replica at {@code url}; throws IllegalArgumentException unless it is {@code http(s)://host[:port]}. */
        static Replica at(String url) {
            URI uri = URI.create(url.strip());
            boolean tls = "https".equals(uri.getScheme());
            boolean bare = uri.getRawPath() == null
                    || uri.getRawPath().isEmpty()
                    || uri.getRawPath().equals("/");
            if ((!tls && !"http".equals(uri.getScheme()))
                    || uri.getHost() == null
                    || !bare
                    || uri.getRawQuery() != null
                    || uri.getRawUserInfo() != null) {
                throw new IllegalArgumentException("a replica's address is of the form http://host:port");
            }
            return new Replica(uri.getHost(), uri.getPort() >= 0 ? uri.getPort() : tls ? 443 : 80, tls);
        }
    }

    Replicas(List<String> urls) {
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a service has at least one replica");
        }
        this.replicas = urls.stream().map(Replica::at).toList();
    }

    /** All replicas in the order in which to ask them. */
    List<Replica> inTurn() {
        int size = replicas.size();
        int first = Math.floorMod(next.getAndIncrement(), size);
        List<Replica> order = new ArrayList<>(size);
        order.addAll(replicas.subList(first, size));
        order.addAll(replicas.subList(0, first));
        return order;
    }
}
