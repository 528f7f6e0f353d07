package io.posthorn.signer.sigv4;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The date formats of Signature Version 4: ISO 8601 basic, and for the {@code Date} header also that of HTTP. */
final class Timestamp {
    private static final int LENGTH = "yyyyMMddTHHmmssZ".length();

    private Timestamp() {}

    /** The instant that {@code text} names in ISO 8601 basic format, or null when it is not of that form. */
    static @Nullable Instant parseBasic(String text) {
        if (text.length() != LENGTH || text.charAt(8) != 'T' || text.charAt(15) != 'Z') {
            return null;
        }
        int date = digits(text, 0, 8);
        int time = digits(text, 9, 15);
        if (date < 0 || time < 0) {
            return null;
        }
        try {
            return LocalDateTime.of(
                            date / 10_000, date / 100 % 100, date % 100, time / 10_000, time / 100 % 100, time % 100)
                    .toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** The instant that {@code text} names in the format of HTTP's {@code Date}, or null when it is not of that form. */
    static @Nullable Instant parseHttp(String text) {
        try {
            return ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME)
                    .toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** {@code instant} in ISO 8601 basic format. */
    static String basic(Instant instant) {
        LocalDateTime at = LocalDateTime.ofInstant(instant, ZoneOffset.UTC);
        StringBuilder out = new StringBuilder(LENGTH);
        padded(out, at.getYear(), 4);
        padded(out, at.getMonthValue(), 2);
        padded(out, at.getDayOfMonth(), 2).append('T');
        padded(out, at.getHour(), 2);
        padded(out, at.getMinute(), 2);
        return padded(out, at.getSecond(), 2).append('Z').toString();
    }

    private static int digits(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }

    private static StringBuilder padded(StringBuilder out, int number, int width) {
        for (int limit = (int) Math.pow(10, width - 1); limit > 1 && number < limit; limit /= 10) {
            out.append('0');
        }
        return out.append(number);
    }
}
