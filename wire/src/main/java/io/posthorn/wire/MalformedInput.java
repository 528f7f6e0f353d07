package io.posthorn.wire;

/** What was read is not what its protocol says. Its text goes to the caller, so it quotes only bounded pieces. */
final class MalformedInput extends RuntimeException {
    private static final int MAX_QUOTED_CHARS = 128;

    MalformedInput(String text) {
        super(text, null, false, false);
    }

    String text() {
        return String.valueOf(getMessage());
    }

    /** {@code text}, cut short enough to stand in an error's message. */
    static String quoted(String text) {
        return text.length() <= MAX_QUOTED_CHARS ? text : text.substring(0, MAX_QUOTED_CHARS) + "…";
    }
}
