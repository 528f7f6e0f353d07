package io.posthorn.platform.outbound;

import io.posthorn.wire.Blob;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A request to an address that a caller named.
 *
 * @param method GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS
 * @param uri http or https, without userinfo; what is in no such form is answered as a forbidden address
 * @param headers in the order in which they are sent, with the case that they have; Host and Content-Length are added and
 *     must not be among them, nor may Transfer-Encoding, Upgrade, Expect, Trailer and TE
 * @param body may be empty
 * @param deadline for everything from the name's resolution to the end of the answer; at most {@link #MAX_DEADLINE}
 * @param maxAnswerBytes how much of the answer's body is kept; more is not read
 */
public record OutboundRequest(
        String method,
        URI uri,
        List<Map.Entry<String, String>> headers,
        Blob body,
        Duration deadline,
        int maxAnswerBytes) {
    /** No request takes longer: connections on which nothing comes for that long are closed. */
    public static final Duration MAX_DEADLINE = Duration.ofMinutes(1);

    private static final Set<String> METHODS = Set.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    /** A line's end would begin another header; characters past Latin-1 have no bytes there. */
    private static final Pattern VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\xff]*");

    private static final Set<String> FRAMING = framing();

    /** @throws IllegalArgumentException when method, headers, deadline or length are not as said above */
    public OutboundRequest {
        Objects.requireNonNull(uri);
        headers = List.copyOf(headers);
        Objects.requireNonNull(body);
        if (!METHODS.contains(method)) {
            throw new IllegalArgumentException("no method that requests are sent with");
        }
        for (Map.Entry<String, String> header : headers) {
            if (!TOKEN.matcher(header.getKey()).matches() || FRAMING.contains(header.getKey())) {
                throw new IllegalArgumentException("no name of a header that can be given");
            }
            if (!VALUE.matcher(header.getValue()).matches()) {
                throw new IllegalArgumentException("a header's value has characters that it cannot have");
            }
        }
        if (!deadline.isPositive() || deadline.compareTo(MAX_DEADLINE) > 0 || maxAnswerBytes < 0) {
            throw new IllegalArgumentException("a deadline or a length out of range");
        }
    }

    private static Set<String> framing() {
        Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        names.addAll(List.of("Host", "Content-Length", "Transfer-Encoding", "Upgrade", "Expect", "Trailer", "TE"));
        return names;
    }

    /** Without headers, which may hold credentials, path and body. */
    @Override
    public String toString() {
        return "OutboundRequest[" + method + " " + uri.getScheme() + "://" + uri.getHost() + "]";
    }
}
