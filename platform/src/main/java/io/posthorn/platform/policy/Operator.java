package io.posthorn.platform.policy;

import io.posthorn.platform.address.AddressBlock;
import io.posthorn.platform.policy.Condition.Test;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/** The condition operators, by name. Each reads a policy's value once and then tests values of requests against it. */
enum Operator {
    /** Exactly, with case. */
    STRING_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            Template expected = Template.literal(value, withVariables);
            return (actual, request) -> expected.matches(actual, request);
        }
    },
    /** Exactly, without case. */
    STRING_EQUALS_IGNORE_CASE {
        @Override
        Test read(String value, boolean withVariables) {
            Template expected = Template.literal(value, withVariables);
            return (actual, request) -> {
                Template resolved = expected.resolve(request);
                return resolved != null && resolved.text().equalsIgnoreCase(actual);
            };
        }
    },
    /** With wildcards and case. */
    STRING_LIKE {
        @Override
        Test read(String value, boolean withVariables) {
            Template expected = Template.pattern(value, withVariables);
            return (actual, request) -> expected.matches(actual, request);
        }
    },
    /** Equal numbers. */
    NUMERIC_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return number(value, order -> order == 0);
        }
    },
    /** Less than the policy's number. */
    NUMERIC_LESS_THAN {
        @Override
        Test read(String value, boolean withVariables) {
            return number(value, order -> order < 0);
        }
    },
    /** At most the policy's number. */
    NUMERIC_LESS_THAN_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return number(value, order -> order <= 0);
        }
    },
    /** More than the policy's number. */
    NUMERIC_GREATER_THAN {
        @Override
        Test read(String value, boolean withVariables) {
            return number(value, order -> order > 0);
        }
    },
    /** At least the policy's number. */
    NUMERIC_GREATER_THAN_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return number(value, order -> order >= 0);
        }
    },
    /** The same instant. */
    DATE_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return date(value, order -> order == 0);
        }
    },
    /** Before. */
    DATE_LESS_THAN {
        @Override
        Test read(String value, boolean withVariables) {
            return date(value, order -> order < 0);
        }
    },
    /** Not after. */
    DATE_LESS_THAN_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return date(value, order -> order <= 0);
        }
    },
    /** After. */
    DATE_GREATER_THAN {
        @Override
        Test read(String value, boolean withVariables) {
            return date(value, order -> order > 0);
        }
    },
    /** Not before. */
    DATE_GREATER_THAN_EQUALS {
        @Override
        Test read(String value, boolean withVariables) {
            return date(value, order -> order >= 0);
        }
    },
    /** True or false. */
    BOOL {
        @Override
        Test read(String value, boolean withVariables) {
            requireBoolean(value);
            return (actual, request) -> actual.equalsIgnoreCase(value);
        }
    },
    /** An address within a block. */
    IP_ADDRESS {
        @Override
        Test read(String value, boolean withVariables) {
            AddressBlock block = block(value);
            return (actual, request) -> block.contains(actual);
        }
    },
    /** A resource's name, part by part, with wildcards. */
    ARN_LIKE {
        @Override
        Test read(String value, boolean withVariables) {
            ArnPattern pattern = ArnPattern.of(value, withVariables);
            return pattern::matches;
        }
    };

    /** What a condition's name means: an operator, and whether it is to hold or not to hold. */
    record Named(Operator operator, boolean negated) {}

    private static final Map<String, Named> NAMES = Map.ofEntries(
            is("StringEquals", STRING_EQUALS),
            not("StringNotEquals", STRING_EQUALS),
            is("StringEqualsIgnoreCase", STRING_EQUALS_IGNORE_CASE),
            not("StringNotEqualsIgnoreCase", STRING_EQUALS_IGNORE_CASE),
            is("StringLike", STRING_LIKE),
            not("StringNotLike", STRING_LIKE),
            is("NumericEquals", NUMERIC_EQUALS),
            not("NumericNotEquals", NUMERIC_EQUALS),
            is("NumericLessThan", NUMERIC_LESS_THAN),
            is("NumericLessThanEquals", NUMERIC_LESS_THAN_EQUALS),
            is("NumericGreaterThan", NUMERIC_GREATER_THAN),
            is("NumericGreaterThanEquals", NUMERIC_GREATER_THAN_EQUALS),
            is("DateEquals", DATE_EQUALS),
            not("DateNotEquals", DATE_EQUALS),
            is("DateLessThan", DATE_LESS_THAN),
            is("DateLessThanEquals", DATE_LESS_THAN_EQUALS),
            is("DateGreaterThan", DATE_GREATER_THAN),
            is("DateGreaterThanEquals", DATE_GREATER_THAN_EQUALS),
            is("Bool", BOOL),
            is("IpAddress", IP_ADDRESS),
            not("NotIpAddress", IP_ADDRESS),
            is("ArnEquals", ARN_LIKE),
            is("ArnLike", ARN_LIKE),
            not("ArnNotEquals", ARN_LIKE),
            not("ArnNotLike", ARN_LIKE));

    private static final int MAX_NUMBER_CHARS = 64;

    abstract Test read(String value, boolean withVariables);

    /** What {@code name}, without set prefix and IfExists, means; null for no operator. */
    static @Nullable Named named(String name) {
        return NAMES.get(name);
    }

    static boolean requireBoolean(String value) {
        if (!value.equalsIgnoreCase("true") && !value.equalsIgnoreCase("false")) {
            throw new PolicySyntaxException("a Bool condition's value is true or false");
        }
        return value.equalsIgnoreCase("true");
    }

    private static Map.Entry<String, Named> is(String name, Operator operator) {
        return Map.entry(name, new Named(operator, false));
    }

    private static Map.Entry<String, Named> not(String name, Operator operator) {
        return Map.entry(name, new Named(operator, true));
    }

    private static Test number(String value, IntPredicate holds) {
        BigDecimal expected = parseNumber(value);
        if (expected == null) {
            throw new PolicySyntaxException("a Numeric condition's value is a number");
        }
        return (actual, request) -> {
            BigDecimal number = parseNumber(actual);
            return number != null && holds.test(number.compareTo(expected));
        };
    }

    private static AddressBlock block(String value) {
        try {
            return AddressBlock.parse(value);
        } catch (IllegalArgumentException e) {
            throw new PolicySyntaxException("an IpAddress condition's value is " + e.getMessage());
        }
    }

    private static Test date(String value, IntPredicate holds) {
        Instant expected = parseDate(value);
        if (expected == null) {
            throw new PolicySyntaxException("a Date condition's value is an ISO 8601 date or seconds since 1970");
        }
        return (actual, request) -> {
            Instant date = parseDate(actual);
            return date != null && holds.test(date.compareTo(expected));
        };
    }

    private static @Nullable BigDecimal parseNumber(String text) {
        try {
            return text.length() > MAX_NUMBER_CHARS ? null : new BigDecimal(text);
        } catch (NumberFormatException _) {
            return null;
        }
    }

    private static @Nullable Instant parseDate(String text) {
        try {
            if (text.matches("-?\\d{1,12}")) {
                return Instant.ofEpochSecond(Long.parseLong(text));
            }
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
        } catch (DateTimeException _) {
            return null;
        }
    }
}
