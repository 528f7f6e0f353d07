package io.posthorn.signer.sigv4;

import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;

/**
 * The canonical form of a request, which is what a signature is over. As every AWS service but S3 does: the path is
 * normalised and encoded again as it stands on the wire, the query is decoded, encoded and sorted.
 */
final class CanonicalRequest {
    private CanonicalRequest() {}

    /** Writes the canonical form of {@code request}, whose body has the hash {@code payload}. */
    static void write(WireRequest request, Claim.Signed claim, byte[] payload, ByteSink out) {
        out.wire(request.method());
        out.write('\n');
        path(request.path(), out);
        out.write('\n');
        CanonicalQuery.write(request.query(), claim.presigned(), out);
        out.write('\n');
        headers(claim.signedHeaders(), request.headers(), out);
        out.write('\n');
        out.wire(claim.signedHeaders());
        out.write('\n');
        out.hex(payload, payload.length);
    }

    /** Writes {@code path} without empty, {@code .} and {@code ..} segments, each segment encoded. */
    static void path(String path, ByteSink out) {
        int start = out.size();
        int at = 0;
        while (at < path.length()) {
            int slash = path.indexOf('/', at);
            int end = slash < 0 ? path.length() : slash;
            int length = end - at;
            if (length == 2 && path.startsWith("..", at)) {
                dropSegment(start, out);
            } else if (length > 0 && !(length == 1 && path.charAt(at) == '.')) {
                out.write('/');
                PercentCoding.encode(path, at, end, out);
            }
            at = end + 1;
        }
        if (out.size() == start || path.endsWith("/")) {
            out.write('/');
        }
    }

    private static void dropSegment(int start, ByteSink out) {
        byte[] bytes = out.bytes();
        int end = out.size();
        // an encoded segment holds no slash, so the last slash begins the last segment
        do {
            end--;
        } while (end > start && bytes[end] != '/');
        out.truncate(Math.max(start, end));
    }

    private static void headers(String signedHeaders, Headers headers, ByteSink out) {
        int at = 0;
        while (at <= signedHeaders.length()) {
            int semicolon = signedHeaders.indexOf(';', at);
            int end = semicolon < 0 ? signedHeaders.length() : semicolon;
            out.wire(signedHeaders, at, end);
            out.write(':');
            boolean first = true;
            for (int i = 0; i < headers.size(); i++) {
                String name = headers.name(i);
                if (name.length() == end - at && name.regionMatches(true, 0, signedHeaders, at, end - at)) {
                    if (!first) {
                        out.write(',');
                    }
                    folded(headers.value(i), out);
                    first = false;
                }
            }
            out.write('\n');
            at = end + 1;
        }
    }

    /** Writes {@code value} trimmed, each run of white space as one space. */
    private static void folded(String value, ByteSink out) {
        int i = 0;
        int length = value.length();
        while (i < length && isSpace(value.charAt(i))) {
            i++;
        }
        while (i < length) {
            int end = i;
            while (end < length && !isSpace(value.charAt(end))) {
                end++;
            }
            out.wire(value, i, end);
            i = end;
            while (i < length && isSpace(value.charAt(i))) {
                i++;
            }
            if (i < length) {
                out.write(' ');
            }
        }
    }

    private static boolean isSpace(char c) {
        return c == ' ' || (c >= '\t' && c <= '\r');
    }
}
