package io.posthorn.bench;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;

/** What is loaded. */
sealed interface Target {
    /** A Posthorn that is started for it. */
    record Posthorn() implements Target {}

    /** An ElasticMQ that is started for it. */
    record ElasticMq() implements Target {}

    /** The null responder in this process. */
    record Null() implements Target {}

    /** What runs already. */
    record Running(InetSocketAddress address) implements Target {}

    /**
     * The target that a person means.
     *
     * @throws WrongOptionException if there is none
     */
    static Target of(String text) {
        return switch (text) {
            case "posthorn" -> new Posthorn();
            case "elasticmq" -> new ElasticMq();
            case "null" -> new Null();
            case String url -> new Running(address(url));
        };
    }

    private static InetSocketAddress address(String url) {
        try {
            URI uri = URI.create(url);
            if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() > 0) {
                return new InetSocketAddress(InetAddress.getAllByName(uri.getHost())[0], uri.getPort());
            }
        } catch (UnknownHostException e) {
            throw new WrongOptionException("--target is on an unknown host: " + url, e);
        } catch (IllegalArgumentException e) {
            throw new WrongOptionException("--target is no URL: " + url, e);
        }
        throw new WrongOptionException("--target is posthorn, elasticmq, null or http://HOST:PORT, not " + url);
    }
}
