package io.posthorn.wire;

import java.nio.charset.StandardCharsets;

/** A name in query and XML, with its tags ready to write. */
final class XmlName {
    private final String text;
    private final byte[] open;
    private final byte[] close;
    private final byte[] empty;

    XmlName(String text) {
        this.text = text;
        this.open = ascii("<" + text + ">");
        this.close = ascii("</" + text + ">");
        this.empty = ascii("<" + text + "/>");
    }

    String text() {
        return text;
    }

    void open(ByteSink out) {
        out.bytes(open);
    }

    void close(ByteSink out) {
        out.bytes(close);
    }

    void empty(ByteSink out) {
        out.bytes(empty);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
