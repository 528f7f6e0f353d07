package io.posthorn.wire;

import java.util.Objects;

/**
 * An HTTP answer, encoded and ready to send.
 *
 * @param status the HTTP status, 100 to 599
 * @param headers the headers, {@code Content-Type} among them where there is a body; {@code Content-Length} is left to
 *     the server
 * @param body the body's bytes, empty for none; not copied
 */
public record WireResponse(int status, Headers headers, byte[] body) {
    public WireResponse {
        Objects.requireNonNull(headers);
        Objects.requireNonNull(body);
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("an HTTP status is 100 to 599");
        }
    }

    /** Status and size only: bodies hold messages. */
    @Override
    public String toString() {
        return "WireResponse[" + status + ", " + body.length + " bytes]";
    }
}
