package io.posthorn.topic.webhook;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One challenge of a WWW-Authenticate header (RFC 9110 section 11).
 *
 * @param scheme in lower case, such as {@code basic}
 * @param parameters by lower-case name, unquoted
 */
record Challenge(String scheme, Map<String, String> parameters) {
    /** More is not looked at: a header that long wants something else. */
    private static final int MAX_HEADER_LENGTH = 8 * 1024;

    Challenge {
        parameters = Map.copyOf(parameters);
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(parameters.get(name));
    }

    /** The challenges of all {@code headers}, in their order; what is not one is passed over. */
    static List<Challenge> parse(List<String> headers) {
        List<Challenge> challenges = new ArrayList<>();
        for (String header : headers) {
            if (header.length() <= MAX_HEADER_LENGTH) {
                new Reader(header).read(challenges);
            }
        }
        return challenges;
    }

    /** Reads one header from left to right. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        void read(List<Challenge> challenges) {
            String scheme = "";
            Map<String, String> parameters = new TreeMap<>();
            while (true) {
                // Also what ends a credential in base64, and what belongs nowhere.
                skip(" \t,=\"");
                String word = token();
                if (word.isEmpty()) {
                    break;
                }
                skip(" \t");
                if (!scheme.isEmpty() && is('=')) {
                    at++;
                    skip(" \t");
                    parameters.putIfAbsent(word.toLowerCase(Locale.ROOT), is('"') ? quoted() : token());
                } else {
                    add(challenges, scheme, parameters);
                    scheme = word.toLowerCase(Locale.ROOT);
                    parameters = new TreeMap<>();
                }
            }
            add(challenges, scheme, parameters);
        }

        private static void add(List<Challenge> challenges, String scheme, Map<String, String> parameters) {
            if (!scheme.isEmpty()) {
                challenges.add(new Challenge(scheme, parameters));
            }
        }

        private boolean is(char c) {
            return at < text.length() && text.charAt(at) == c;
        }

        private void skip(String any) {
            while (at < text.length() && any.indexOf(text.charAt(at)) >= 0) {
                at++;
            }
        }

        private String token() {
            int from = at;
            while (at < text.length() && " \t,=\"".indexOf(text.charAt(at)) < 0) {
                at++;
            }
            return text.substring(from, at);
        }

        private String quoted() {
            StringBuilder value = new StringBuilder();
            at++;
            while (at < text.length() && text.charAt(at) != '"') {
                if (text.charAt(at) == '\\' && at + 1 < text.length()) {
                    at++;
                }
                value.append(text.charAt(at++));
            }
            at = Math.min(at + 1, text.length());
            return value.toString();
        }
    }
}
