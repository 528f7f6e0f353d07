package io.posthorn.wire;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A value without parts, and how it is written as text, which query and XML do. */
enum Scalar implements ValueShape {
    STRING(String.class, "String"),
    INTEGER(Integer.class, "Integer"),
    LONG(Long.class, "Long"),
    DOUBLE(Double.class, "Double"),
    BOOLEAN(Boolean.class, "Boolean"),
    DECIMAL(BigDecimal.class, "BigDecimal"),
    BLOB(Blob.class, "Blob"),
    INSTANT(Instant.class, "Timestamp");

    /** Further than any double reaches, and near enough that writing the number out in full stays cheap. */
    private static final int MAX_SCALE = 1_000;
    /** 0000-01-01T00:00:00Z: years on the wire have four digits. */
    private static final Instant FIRST_INSTANT = Instant.ofEpochSecond(-62_167_219_200L);
    /** 9999-12-31T23:59:59.999999999Z. */
    private static final Instant LAST_INSTANT = Instant.ofEpochSecond(253_402_300_799L, 999_999_999);

    private static final int LONG_CHARS = 20;
    private static final Map<Class<?>, Scalar> BY_TYPE = new HashMap<>();

    static {
        for (Scalar scalar : values()) {
            BY_TYPE.put(scalar.type, scalar);
        }
    }

    private final Class<?> type;
    private final String wireType;

    Scalar(Class<?> type, String wireType) {
        this.type = type;
        this.wireType = wireType;
    }

    static @Nullable Scalar of(Class<?> type) {
        return BY_TYPE.get(type);
    }

    /** What error texts call this type. */
    String wireType() {
        return wireType;
    }

    /** The value that {@code text} says, strictly: no spaces, signs, prefixes or digits that the protocols do not have. */
    Object parse(String text, int maxNumberChars) {
        return switch (this) {
            case STRING -> text;
            case INTEGER -> {
                long number = integral(text);
                if (number != (int) number) {
                    throw unlike();
                }
                yield (int) number;
            }
            case LONG -> integral(text);
            case DOUBLE -> real(text, maxNumberChars);
            case BOOLEAN ->
                switch (text) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw unlike();
                };
            case DECIMAL -> decimal(text, maxNumberChars);
            case BLOB -> blob(text);
            case INSTANT -> isoInstant(text);
        };
    }

    /** {@code value} as text; {@link #parse} reads the equal value back. */
    String format(Object value) {
        return switch (this) {
            case STRING, INTEGER, LONG, DOUBLE, BOOLEAN, DECIMAL, INSTANT -> value.toString();
            case BLOB -> ((Blob) value).base64();
        };
    }

    /** The point in time {@code epochSeconds} after 1970, to the nanosecond; what is finer is cut off. */
    static Instant instant(BigDecimal epochSeconds) {
        try {
            BigDecimal whole = epochSeconds.setScale(0, RoundingMode.FLOOR);
            int nanos = epochSeconds.subtract(whole).movePointRight(9).intValue();
            return inRange(Instant.ofEpochSecond(whole.longValueExact(), nanos));
        } catch (ArithmeticException | DateTimeException e) {
            throw INSTANT.unlike();
        }
    }

    BigDecimal decimal(String text, int maxNumberChars) {
        requireNumber(text, maxNumberChars);
        try {
            BigDecimal number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) > MAX_SCALE) {
                throw unlike();
            }
            return number;
        } catch (NumberFormatException e) {
            throw unlike();
        }
    }

    Double real(String text, int maxNumberChars) {
        return switch (text) {
            case "NaN" -> Double.NaN;
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> finite(text, maxNumberChars);
        };
    }

    private double finite(String text, int maxNumberChars) {
        requireNumber(text, maxNumberChars);
        try {
            double number = Double.parseDouble(text);
            if (Double.isInfinite(number)) {
                throw unlike();
            }
            return number;
        } catch (NumberFormatException e) {
            throw unlike();
        }
    }

    Blob blob(String text) {
        try {
            return Blob.ofBase64(text);
        } catch (IllegalArgumentException e) {
            throw unlike();
        }
    }

    private Instant isoInstant(String text) {
        try {
            return inRange(Instant.parse(text));
        } catch (DateTimeException e) {
            throw unlike();
        }
    }

    private long integral(String text) {
        boolean digits = !text.isEmpty() && text.length() <= LONG_CHARS;
        for (int i = text.startsWith("-") ? 1 : 0; digits && i < text.length(); i++) {
            digits = text.charAt(i) >= '0' && text.charAt(i) <= '9';
        }
        if (!digits) {
            throw unlike();
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw unlike();
        }
    }

    /** Java reads more as a number than the protocols do: hexadecimal, suffixes, digits of other scripts. */
    private void requireNumber(String text, int maxNumberChars) {
        if (text.isEmpty() || text.length() > maxNumberChars) {
            throw unlike();
        }
        for (int i = 0; i < text.length(); i++) {
            if ("0123456789+-.eE".indexOf(text.charAt(i)) < 0) {
                throw unlike();
            }
        }
    }

    private static Instant inRange(Instant instant) {
        if (instant.isBefore(FIRST_INSTANT) || instant.isAfter(LAST_INSTANT)) {
            throw INSTANT.unlike();
        }
        return instant;
    }

    private MalformedInput unlike() {
        return new MalformedInput("Not a valid " + wireType + ".");
    }
}
