package io.posthorn.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.bench.http.Bytes;
import java.util.random.RandomGenerator;

/** Message bodies of one length, no two of them the same, which need no escapes in JSON. For one thread. */
public final class MessageBodies {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,";
    /** What tells bodies apart: a number of this many digits at the end. */
    private static final int NUMBER_LENGTH = 12;

    private final byte[] body;

    /**
     * Bodies of {@code length} bytes, at least {@value #NUMBER_LENGTH}, that begin the same.
     */
    public MessageBodies(int length, RandomGenerator random) {
        StringBuilder text = new StringBuilder(length);
        while (text.length() < length - NUMBER_LENGTH) {
            text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        body = text.append("0".repeat(NUMBER_LENGTH)).toString().getBytes(ISO_8859_1);
    }

    void addNext(Bytes out) {
        int at = body.length - 1;
        while (body[at] == '9') {
            body[at--] = '0';
        }
        body[at]++;
        out.add(body);
    }
}
