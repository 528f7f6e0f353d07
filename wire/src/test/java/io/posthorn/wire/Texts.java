package io.posthorn.wire;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Arbitrary texts, rich in what encodings trip over. */
final class Texts {
    private static final Arbitrary<String> TRICKY = Arbitraries.of(
            "\r",
            "\n",
            "\r\n",
            "\t",
            "\"",
            "'",
            "\\",
            "<",
            ">",
            "&",
            "]]>",
            "%",
            "+",
            "=",
            ";",
            ".",
            " ",
            "  ",
            "&amp;",
            "é",
            "ß",
            "\u0080",
            "\u0085",
            "\u07FF",
            "\u0800",
            "\u2028",
            "\uD7FF",
            "\uE000",
            "\uFFFD",
            "\uD83D\uDE00",
            "\uDBFF\uDFFF",
            "a",
            "B",
            "0",
            "{\"a\":1}");

    private Texts() {}

    /** Whatever XML 1.0 can carry. */
    static Arbitrary<String> xml() {
        return joined(Arbitraries.frequencyOf(
                Tuple.of(3, TRICKY),
                Tuple.of(1, Arbitraries.chars().range(' ', '\uD7FF').map(String::valueOf))));
    }

    /** Whatever UTF-8 can carry: also control characters, but no unpaired surrogates. */
    static Arbitrary<String> unicode() {
        return joined(Arbitraries.oneOf(
                TRICKY,
                Arbitraries.chars().range('\0', '\u007F').map(String::valueOf),
                Arbitraries.of("\uFFFE", "\uFFFF", "\0")));
    }

    /** Any Java string. */
    static Arbitrary<String> any() {
        return joined(Arbitraries.oneOf(
                TRICKY,
                Arbitraries.chars().all().map(String::valueOf),
                Arbitraries.of("\uD800", "\uDC00", "\0", "\uFFFF")));
    }

    private static Arbitrary<String> joined(Arbitrary<String> pieces) {
        return pieces.list().ofMaxSize(8).map(parts -> String.join("", parts));
    }
}
