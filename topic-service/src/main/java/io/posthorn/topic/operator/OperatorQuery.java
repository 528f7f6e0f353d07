package io.posthorn.topic.operator;

import io.netty.handler.codec.http.QueryStringDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The parameters of a query, of which each is known, has a value and stands once. */
final class OperatorQuery {
    private static final int MAX_PARAMETERS = 16;

    private final Map<String, String> values;

    private OperatorQuery(Map<String, String> values) {
        this.values = values;
    }

    /** Reads {@code query}, which may have the parameters {@code known}. */
    static OperatorQuery parse(String query, Set<String> known) {
        Map<String, String> values = new HashMap<>();
        try {
            new QueryStringDecoder(query, StandardCharsets.UTF_8, false, MAX_PARAMETERS)
                    .parameters()
                    .forEach((name, given) -> {
                        if (!known.contains(name)) {
                            throw OperatorRefusal.bad(
                                    known.isEmpty()
                                            ? "there are no parameters here"
                                            : "there is no parameter of that name; there are " + sorted(known));
                        }
                        if (given.size() != 1 || given.getFirst().isEmpty()) {
                            throw OperatorRefusal.bad(name + " has one value");
                        }
                        values.put(name, given.getFirst());
                    });
        } catch (IllegalArgumentException e) {
            throw OperatorRefusal.bad("the query cannot be read");
        }
        return new OperatorQuery(values);
    }

    private static String sorted(Set<String> names) {
        return String.join(", ", names.stream().sorted().toList());
    }

    Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /** A time as ISO 8601 writes it, with a zone. */
    Optional<Instant> time(String name) {
        return text(name).map(text -> time(name, text));
    }

    static Instant time(String name, String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw OperatorRefusal.bad(name + " is a time such as 2026-03-01T12:00:00Z");
        }
    }

    /** A number from 1 to {@code max}. */
    long number(String name, long max, long absent) {
        return text(name)
                .map(parsing(Long::valueOf, name + " is a number from 1 to " + max))
                .map(number -> {
                    if (number < 1 || number > max) {
                        throw OperatorRefusal.bad(name + " is a number from 1 to " + max);
                    }
                    return number;
                })
                .orElse(absent);
    }

    private static <T> Function<String, T> parsing(Function<String, T> parser, String otherwise) {
        return text -> {
            try {
                return parser.apply(text);
            } catch (NumberFormatException e) {
                throw OperatorRefusal.bad(otherwise);
            }
        };
    }
}
