package io.posthorn.platform.outbound;

import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.resolver.dns.NoopAuthoritativeDnsServerCache;
import io.netty.resolver.dns.NoopDnsCache;
import io.netty.resolver.dns.NoopDnsCnameCache;
import io.netty.resolver.dns.SequentialDnsServerAddressStreamProvider;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What names resolve to: by /etc/hosts as it was at start, then by name servers. No thread ever waits for an answer, so a
 * slow name server delays its own names only. A name under way is asked for once, however many want it; what came of it is
 * kept for a short fixed time, whatever its record says. Thread-safe.
 */
final class HostNames implements AutoCloseable {
    private static final int DNS_PORT = 53;
    private static final Pattern SERVER_WITH_PORT = Pattern.compile("([0-9.]+|\\[[0-9A-Fa-f:.]+]):([0-9]{1,5})");

    private final NioEventLoopGroup thread = new NioEventLoopGroup(1, new DefaultThreadFactory("outbound-dns", true));
    private final DnsNameResolver resolver;
    private final long keptNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Answer> answers;

    HostNames(OutboundConfig config, LongSupplier nanoTime) {
        DnsNameResolverBuilder builder = new DnsNameResolverBuilder(thread.next())
                .datagramChannelType(NioDatagramChannel.class)
                .queryTimeoutMillis(config.dnsTimeout().toMillis())
                .completeOncePreferredResolved(false)
                .resolveCache(NoopDnsCache.INSTANCE)
                .cnameCache(NoopDnsCnameCache.INSTANCE)
                .authoritativeDnsServerCache(NoopAuthoritativeDnsServerCache.INSTANCE);
        config.dnsServers()
                .filter(servers -> !servers.isEmpty())
                .map(servers -> servers.stream().map(HostNames::server).toList())
                .ifPresent(
                        servers -> builder.nameServerProvider(new SequentialDnsServerAddressStreamProvider(servers)));
        this.resolver = builder.build();
        this.keptNanos = config.dnsKept().toNanos();
        this.nanoTime = nanoTime;
        int most = config.dnsNames();
        this.answers = new LinkedHashMap<>(16, 0.75f, true) {
            private static final long serialVersionUID = 1;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, Answer> eldest) {
                return size() > most;
            }
        };
    }

    private static final class Answer {
        private final Promise<List<InetAddress>> addresses = Promise.promise();
        private boolean here;
        private long until;
    }

    /** The addresses of {@code name}, at least one; fails when it has none, or no name server answered. */
    Future<List<InetAddress>> addresses(String name) {
        Answer answer;
        synchronized (answers) {
            Answer known = answers.get(name);
            if (known != null && (!known.here || known.until - nanoTime.getAsLong() > 0)) {
                return known.addresses.future();
            }
            answer = new Answer();
            answers.put(name, answer);
        }
        resolver.resolveAll(name).addListener((io.netty.util.concurrent.Future<List<InetAddress>> resolved) -> {
            synchronized (answers) {
                answer.here = true;
                answer.until = nanoTime.getAsLong() + (resolved.isSuccess() ? keptNanos : keptNanos / 5);
            }
            if (resolved.isSuccess()) {
                answer.addresses.complete(List.copyOf(resolved.getNow()));
            } else {
                answer.addresses.fail(resolved.cause());
            }
        });
        return answer.addresses.future();
    }

    /** How many names are kept. */
    int kept() {
        synchronized (answers) {
            return answers.size();
        }
    }

    /** Names under way fail. */
    @Override
    public void close() {
        resolver.close();
        var _ = thread.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static InetSocketAddress server(String text) {
        Matcher withPort = SERVER_WITH_PORT.matcher(text);
        String address = withPort.matches() ? withPort.group(1) : text;
        int port = withPort.matches() ? Integer.parseInt(withPort.group(2)) : DNS_PORT;
        String bare = address.startsWith("[") ? address.substring(1, address.length() - 1) : address;
        return new InetSocketAddress(InetAddress.ofLiteral(bare), port);
    }
}
