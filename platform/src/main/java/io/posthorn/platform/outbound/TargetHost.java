package io.posthorn.platform.outbound;

import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a request goes, read from its address in one way only: what other readers might take for another host is refused.
 * Those are userinfo, escapes, zones, characters outside ASCII, and every number but four decimal ones without leading
 * zeros (no {@code 2130706433}, {@code 0x7f.1}, {@code 0177.0.0.1}, {@code 127.1}).
 *
 * @param secure whether TLS is spoken
 * @param name the host in lower case, without brackets and without a dot at its end: what Host, SNI and the certificate say
 * @param rooted whether there was a dot at the end, so that no search domain is appended
 * @param port 1 to 65535
 * @param literal the address that the host is, when it is no name
 */
record TargetHost(
        boolean secure,
        String name,
        boolean rooted,
        int port,
        @Nullable InetAddress literal) {
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]{2,45})]|([A-Za-z0-9._-]{1,254}))(?::([0-9]{1,5}))?");
    private static final Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    /** What a resolver of old would read as a number, as WHATWG's URL standard has it. */
    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");

    private static final Pattern DOTTED = Pattern.compile(
            "(?:0|[1-9][0-9]{0,2})\\.(?:0|[1-9][0-9]{0,2})\\.(?:0|[1-9][0-9]{0,2})\\.(?:0|[1-9][0-9]{0,2})");

    private static final int MAX_NAME = 253;
    private static final int MAX_PORT = 65_535;

    /** The target of {@code uri}; empty when it is not one that requests may go to, whatever it resolves to. */
    static Optional<TargetHost> of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if ((!secure && !scheme.equals("http")) || uri.getRawAuthority() == null) {
            return Optional.empty();
        }
        Matcher authority = AUTHORITY.matcher(uri.getRawAuthority());
        if (!authority.matches()) {
            return Optional.empty();
        }
        int port = authority.group(3) == null ? (secure ? 443 : 80) : Integer.parseInt(authority.group(3));
        if (port < 1 || port > MAX_PORT) {
            return Optional.empty();
        }
        return authority.group(1) == null
                ? named(secure, authority.group(2).toLowerCase(Locale.ROOT), port)
                : literal(secure, authority.group(1).toLowerCase(Locale.ROOT), port);
    }

    private static Optional<TargetHost> named(boolean secure, String host, int port) {
        boolean rooted = host.endsWith(".");
        String name = rooted ? host.substring(0, host.length() - 1) : host;
        if (DOTTED.matcher(name).matches()) {
            return rooted ? Optional.empty() : literal(secure, name, port);
        }
        String[] labels = name.split("\\.", -1);
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                return Optional.empty();
            }
        }
        if (name.length() > MAX_NAME
                || NUMBER.matcher(labels[labels.length - 1]).matches()) {
            return Optional.empty();
        }
        return Optional.of(new TargetHost(secure, name, rooted, port, null));
    }

    private static Optional<TargetHost> literal(boolean secure, String text, int port) {
        int dotted = text.lastIndexOf(':') + 1;
        if (text.indexOf('.') >= 0 && !DOTTED.matcher(text.substring(dotted)).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new TargetHost(secure, text, false, port, InetAddress.ofLiteral(text)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** What is asked of name servers. */
    String question() {
        return rooted ? name + "." : name;
    }

    /** What the header Host says. */
    String authority() {
        String host = name.contains(":") ? "[" + name + "]" : name;
        return port == (secure ? 443 : 80) ? host : host + ":" + port;
    }
}
