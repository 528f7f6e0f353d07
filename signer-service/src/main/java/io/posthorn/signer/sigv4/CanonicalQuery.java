package io.posthorn.signer.sigv4;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The canonical form of a query: each parameter decoded and encoded again, sorted by name and then by value. */
final class CanonicalQuery {
    /** One parameter in encoded form, as ranges of {@code bytes}. */
    private record Parameter(byte[] bytes, int from, int equals, int to) implements Comparable<Parameter> {
        @Override
        public int compareTo(Parameter other) {
            int byName = Arrays.compare(bytes, from, equals, other.bytes, other.from, other.equals);
            return byName != 0
                    ? byName
                    : Arrays.compare(bytes, equals + 1, to, other.bytes, other.equals + 1, other.to);
        }

        boolean isNamed(byte[] name) {
            return Arrays.equals(bytes, from, equals, name, 0, name.length);
        }
    }

    private static final byte[] SIGNATURE = PresignedQuery.SIGNATURE.getBytes(StandardCharsets.US_ASCII);

    private CanonicalQuery() {}

    /** Writes the canonical form of {@code query}; without the signature itself when the request is presigned. */
    static void write(String query, boolean presigned, ByteSink out) {
        if (query.isEmpty()) {
            return;
        }
        Parameter[] parameters = parse(query);
        Arrays.sort(parameters);
        boolean first = true;
        for (Parameter parameter : parameters) {
            if (presigned && parameter.isNamed(SIGNATURE)) {
                continue;
            }
            if (!first) {
                out.write('&');
            }
            out.write(parameter.bytes, parameter.from, parameter.to - parameter.from);
            first = false;
        }
    }

    private static Parameter[] parse(String query) {
        ByteSink encoded = new ByteSink(query.length() + 64);
        int[] bounds = new int[3 * (1 + ampersands(query))];
        int count = 0;
        int at = 0;
        while (at <= query.length()) {
            int ampersand = query.indexOf('&', at);
            int end = ampersand < 0 ? query.length() : ampersand;
            if (end > at) {
                int sign = query.indexOf('=', at);
                int nameEnd = sign < 0 || sign > end ? end : sign;
                bounds[count++] = encoded.size();
                PercentCoding.recode(query, at, nameEnd, encoded);
                bounds[count++] = encoded.size();
                encoded.write('=');
                PercentCoding.recode(query, Math.min(end, nameEnd + 1), end, encoded);
                bounds[count++] = encoded.size();
            }
            at = end + 1;
        }
        Parameter[] parameters = new Parameter[count / 3];
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] = new Parameter(encoded.bytes(), bounds[3 * i], bounds[3 * i + 1], bounds[3 * i + 2]);
        }
        return parameters;
    }

    private static int ampersands(String query) {
        int count = 0;
        for (int at = query.indexOf('&'); at >= 0; at = query.indexOf('&', at + 1)) {
            count++;
        }
        return count;
    }
}
