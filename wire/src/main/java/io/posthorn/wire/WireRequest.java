package io.posthorn.wire;

import java.util.Objects;

/**
 * An HTTP request as it arrived, before anything was decoded. Signatures hash these exact bytes.
 *
 * @param method the HTTP method in upper case
 * @param path the path as sent: still percent-encoded, beginning with {@code /}
 * @param query the query string as sent, without {@code ?}; empty when there is none
 * @param headers the headers in the order sent
 * @param body the body's bytes; not copied: whoever holds the request must not change them
 */
public record WireRequest(String method, String path, String query, Headers headers, byte[] body) {
    public WireRequest {
        Objects.requireNonNull(method);
        Objects.requireNonNull(path);
        Objects.requireNonNull(query);
        Objects.requireNonNull(headers);
        Objects.requireNonNull(body);
    }

    /** Method and path only: headers and bodies hold credentials and messages. */
    @Override
    public String toString() {
        return "WireRequest[" + method + " " + path + ", " + body.length + " bytes]";
    }
}
