package io.posthorn.platform.outbound;

import io.posthorn.wire.Blob;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A request to an address that a caller named.
 *
 * @param method GET, POST, PUT, PATCH, DELETE, HEAD or OPTIONS
 * @param uri http or https, without userinfo
 * @param headers in the order in which they are sent, with the case that they have; Host and Content-Length are added
 * @param body may be empty
 * @param deadline for everything from the name's resolution to the end of the answer
 * @param maxAnswerBytes how much of the answer's body is kept; more is not read
 */
public record OutboundRequest(
        String method,
        URI uri,
        List<Map.Entry<String, String>> headers,
        Blob body,
        Duration deadline,
        int maxAnswerBytes) {
    public OutboundRequest {
        Objects.requireNonNull(method);
        Objects.requireNonNull(uri);
        headers = List.copyOf(headers);
        Objects.requireNonNull(body);
        Objects.requireNonNull(deadline);
    }

    /** Without headers, which may hold credentials, path and body. */
    @Override
    public String toString() {
        return "OutboundRequest[" + method + " " + uri.getScheme() + "://" + uri.getHost() + "]";
    }
}
