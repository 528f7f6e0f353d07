package io.posthorn.topic.message;

/**
 * The text that a document's signature is of: each signed key and its value, both with a newline after them, the last
 * too, in the order of the keys. Signed are its bytes in UTF-8.
 */
final class SigningText {
    private final StringBuilder text = new StringBuilder(512);

    SigningText with(String key, String value) {
        text.append(key).append('\n').append(value).append('\n');
        return this;
    }

    /** The text. */
    String print() {
        return text.toString();
    }
}
