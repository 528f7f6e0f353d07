package io.posthorn.queue.message;

/**
 * The characters that bodies and String attributes may hold: those of XML 1.0, which are {@code #x9}, {@code #xA},
 * {@code #xD}, {@code #x20} to {@code #xD7FF}, {@code #xE000} to {@code #xFFFD} and {@code #x10000} to {@code #x10FFFF}.
 */
public final class Characters {
    /** What a caller is told who sent another one. */
    public static final String INVALID = "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD |"
            + " #x20 to #xD7FF | #xE000 to #xFFFD | #x10000 to #x10FFFF";

    private Characters() {}

    /** Whether {@code text} holds no other character and no unpaired surrogate. */
    public static boolean areValid(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char unit = text.charAt(i);
            if (unit < 0x20) {
                if (unit != '\t' && unit != '\n' && unit != '\r') {
                    return false;
                }
            } else if (Character.isSurrogate(unit)) {
                i++;
                if (i == length || !Character.isSurrogatePair(unit, text.charAt(i))) {
                    return false;
                }
            } else if (unit > 0xFFFD) {
                return false;
            }
        }
        return true;
    }
}
