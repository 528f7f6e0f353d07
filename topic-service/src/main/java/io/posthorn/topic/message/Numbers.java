package io.posthorn.topic.message;

import java.math.BigDecimal;
import java.util.regex.Pattern;

/** What a Number attribute may be: up to 38 significant digits, zero or of magnitude 10^-128 to 10^+126. */
final class Numbers {
    private static final int MAX_DIGITS = 38;
    private static final int MIN_EXPONENT = -128;
    private static final int MAX_EXPONENT = 126;

    /** Room for every number in range written out without exponent; longer ones are refused unread. */
    private static final int MAX_LENGTH = 256;

    private static final Pattern FORM =
            Pattern.compile("[+-]?(?:[0-9]+(?:\\.[0-9]*)?|\\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?");

    private Numbers() {}

    /** Whether {@code text} is one. */
    static boolean isNumber(String text) {
        if (text.length() > MAX_LENGTH || !FORM.matcher(text).matches()) {
            return false;
        }
        BigDecimal number = new BigDecimal(text).stripTrailingZeros();
        int exponent = number.precision() - number.scale() - 1;
        return number.signum() == 0
                || (number.precision() <= MAX_DIGITS && exponent >= MIN_EXPONENT && exponent <= MAX_EXPONENT);
    }
}
