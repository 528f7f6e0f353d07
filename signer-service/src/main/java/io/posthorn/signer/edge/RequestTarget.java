package io.posthorn.signer.edge;

import org.jspecify.annotations.Nullable;

/**
 * The path and query of a request as sent, still encoded.
 *
 * @param path begins with {@code /}
 * @param query without {@code ?}; empty for none
 */
record RequestTarget(String path, String query) {
    /** Splits {@code uri} as it stands in the request line; null when it is no path of ours, or is not ASCII. */
    static @Nullable RequestTarget parse(String uri) {
        for (int i = 0; i < uri.length(); i++) {
            if (uri.charAt(i) <= ' ' || uri.charAt(i) > '~') {
                return null;
            }
        }
        int from = 0;
        if (!uri.startsWith("/")) {
            int scheme = uri.indexOf("://");
            if (scheme < 0) {
                return null;
            }
            int slash = uri.indexOf('/', scheme + 3);
            from = slash < 0 ? uri.length() : slash;
        }
        int question = uri.indexOf('?', from);
        String path = uri.substring(from, question < 0 ? uri.length() : question);
        return new RequestTarget(path.isEmpty() ? "/" : path, question < 0 ? "" : uri.substring(question + 1));
    }
}
