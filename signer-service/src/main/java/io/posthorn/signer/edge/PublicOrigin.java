package io.posthorn.signer.edge;

import io.posthorn.wire.Headers;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Says at which address a client reached us, which is the address that queue URLs carry. */
final class PublicOrigin {
    private final @Nullable String configured;
    private final boolean trustForwarded;

    /**
     * @param configured the one public address, or null to go by the request
     * @param trustForwarded whether a proxy's {@code X-Forwarded-*} headers count
     * @throws IllegalArgumentException when {@code configured} is not of the form {@code http(s)://authority}
     */
    PublicOrigin(@Nullable String configured, boolean trustForwarded) {
        this.configured = configured == null ? null : checked(configured);
        this.trustForwarded = trustForwarded;
    }

    /** The origin of a request that came by {@code scheme}, such as {@code http://localhost:4566}. */
    String of(Headers headers, String scheme) {
        if (configured != null) {
            return configured;
        }
        String host = headers.first("Host");
        String proto = scheme;
        if (trustForwarded) {
            String forwardedHost = firstOf(headers.first("X-Forwarded-Host"));
            String forwardedProto = firstOf(headers.first("X-Forwarded-Proto"));
            host = forwardedHost == null ? host : forwardedHost;
            proto = forwardedProto == null ? proto : forwardedProto.toLowerCase(Locale.ROOT);
            if (!proto.equals("http") && !proto.equals("https")) {
                proto = scheme;
            }
        }
        return proto + "://" + (host == null || !isAuthority(host) ? "localhost" : host);
    }

    /**
     * Whether a client's connection is encrypted: as the trusted proxy says; without its word as the connection is or, with
     * a configured address, as the operator says.
     */
    boolean isSecure(Headers headers, boolean encrypted) {
        String forwarded = trustForwarded ? firstOf(headers.first("X-Forwarded-Proto")) : null;
        if (forwarded != null) {
            return forwarded.equalsIgnoreCase("https");
        }
        return encrypted || (configured != null && configured.startsWith("https:"));
    }

    private static @Nullable String firstOf(@Nullable String list) {
        if (list == null) {
            return null;
        }
        int comma = list.indexOf(',');
        String first = (comma < 0 ? list : list.substring(0, comma)).strip();
        return first.isEmpty() ? null : first;
    }

    /** Whether {@code text} could stand in a URL as it is: a host name or address with an optional port. */
    private static boolean isAuthority(String text) {
        if (text.isEmpty() || text.length() > 255) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean allowed = (c >= 'a' && c <= 'z')
                    || (c >= 'A' && c <= 'Z')
                    || (c >= '0' && c <= '9')
                    || c == '.'
                    || c == '-'
                    || c == '_'
                    || c == ':'
                    || c == '['
                    || c == ']';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    private static String checked(String url) {
        URI uri = URI.create(url);
        boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        boolean bare = uri.getRawPath() == null
                || uri.getRawPath().isEmpty()
                || uri.getRawPath().equals("/");
        if (!web
                || uri.getRawAuthority() == null
                || !bare
                || uri.getRawQuery() != null
                || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("posthorn.public-url must be of the form https://host[:port]");
        }
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
