package io.posthorn.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** The parameters of a query request: those of the URL and of the form together, decoded strictly. */
final class QueryParameters {
    private QueryParameters() {}

    /** Every parameter by name. The form wins over the URL; a name twice in one of them is refused. */
    static Map<String, String> of(WireRequest request, RequestLimits limits) {
        Map<String, String> form = parse(request.body(), limits);
        if (request.query().isEmpty()) {
            return form;
        }
        if (request.query().length() > limits.bodyBytes()) {
            throw new MalformedInput("The query string is too long.");
        }
        Map<String, String> url = parse(request.query().getBytes(StandardCharsets.UTF_8), limits);
        if (form.isEmpty()) {
            return url;
        }
        url.putAll(form);
        requireFew(url, limits);
        return url;
    }

    private static Map<String, String> parse(byte[] bytes, RequestLimits limits) {
        Map<String, String> parameters = new HashMap<>();
        int from = 0;
        while (from < bytes.length) {
            int to = next(bytes, '&', from, bytes.length);
            if (to > from) {
                int equals = next(bytes, '=', from, to);
                String name = decode(bytes, from, equals);
                String value = equals == to ? "" : decode(bytes, equals + 1, to);
                if (parameters.put(name, value) != null) {
                    throw new MalformedInput(
                            "The parameter " + MalformedInput.quoted(name) + " stands more than once.");
                }
                requireFew(parameters, limits);
            }
            from = to + 1;
        }
        return parameters;
    }

    private static void requireFew(Map<String, String> parameters, RequestLimits limits) {
        if (parameters.size() > limits.members()) {
            throw new MalformedInput("The request has more than " + limits.members() + " parameters.");
        }
    }

    private static int next(byte[] bytes, char wanted, int from, int to) {
        int i = from;
        while (i < to && bytes[i] != wanted) {
            i++;
        }
        return i;
    }

    /** The text that the percent-encoded bytes say; {@code +} is a space. */
    private static String decode(byte[] bytes, int from, int to) {
        boolean plain = true;
        for (int i = from; plain && i < to; i++) {
            plain = bytes[i] >= 0 && bytes[i] != '%' && bytes[i] != '+';
        }
        if (plain) {
            return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
        }
        byte[] decoded = Arrays.copyOfRange(bytes, from, to);
        int length = 0;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '%') {
                int high = to - i > 2 ? Character.digit(bytes[i + 1], 16) : -1;
                int low = to - i > 2 ? Character.digit(bytes[i + 2], 16) : -1;
                if (high < 0 || low < 0) {
                    throw new MalformedInput("The request has a broken percent-encoding.");
                }
                decoded[length++] = (byte) ((high << 4) | low);
                i += 2;
            } else {
                decoded[length++] = b == '+' ? (byte) ' ' : b;
            }
        }
        if (!Utf8.isValid(decoded, 0, length)) {
            throw new MalformedInput("The request is not valid UTF-8.");
        }
        return new String(decoded, 0, length, StandardCharsets.UTF_8);
    }
}
