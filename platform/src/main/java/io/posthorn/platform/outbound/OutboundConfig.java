package io.posthorn.platform.outbound;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Requests to addresses that callers name: where they may go, whom they trust and what they may take. */
@ConfigMapping(prefix = "posthorn.outbound")
public interface OutboundConfig {
    /**
     * Blocks such as {@code 10.20.0.0/16,fd12:3456::/32} to which requests may go although they are not reachable from
     * everywhere. Nothing private is allowed by default. The addresses of metadata services need a block of their own,
     * such as {@code 169.254.169.254/32}.
     */
    Optional<List<String>> allowedCidrs();

    /** PEM files with certificates of authorities that are trusted beside those that the JVM trusts. */
    Optional<List<Path>> trustedAuthorities();

    /** Name servers as {@code address} or {@code address:port}, in place of those of this machine. */
    Optional<List<String>> dnsServers();

    /** How long a name server may take for one question before it or the next is asked again. */
    @WithDefault("2s")
    Duration dnsTimeout();

    /** How long what a name resolved to is used; a name that does not resolve is asked again after a fifth of it. */
    @WithDefault("10s")
    Duration dnsKept();

    /** How many names' addresses are kept in memory. */
    @WithDefault("10000")
    int dnsNames();

    /** How long connecting may take to one address, within the request's deadline. */
    @WithDefault("5s")
    Duration connectTimeout();

    /** How long a connection stays open without a request; short, since the other side may close it at any time. */
    @WithDefault("4s")
    Duration idleTimeout();

    /**
     * How many requests may be under way to one host and port; more wait, within their deadline. Many, because one host may
     * have many callers' targets, and some that are silent must not take all places of the others.
     */
    @WithDefault("500")
    int connectionsPerHost();

    /**
     * How many requests may be under way in all; more wait, within their deadline. While half as many connections are
     * open, further ones are not kept: their requests say {@code Connection: close}, whatever their caller has them say.
     */
    @WithDefault("1000")
    int connections();

    /** How many requests may wait in all for a place; more end at once, as those do that find none within their deadline. */
    @WithDefault("10000")
    int waiting();
}
