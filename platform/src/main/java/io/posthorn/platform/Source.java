package io.posthorn.platform;

import java.util.Objects;

/**
 * Where a call came from, as far as the edge knows: what {@code aws:SourceIp} and {@code aws:SecureTransport} say.
 *
 * @param address the caller's IPv4 or IPv6 address; empty when it is not known
 * @param secure whether the caller's connection is encrypted
 */
public record Source(String address, boolean secure) {
    /** Nothing is known of it. */
    public static final Source UNKNOWN = new Source("", false);

    public Source {
        Objects.requireNonNull(address);
    }
}
