package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Reads one answer after the other from a connection with one request in flight. An answer says its length; chunked
 * answers, which no queue service sends, are refused. For one thread.
 */
public final class AnswerParser {
    /** More than the largest answer: ten messages that make 1 MiB together, escaped. */
    static final int MAX_ANSWER_BYTES = 8 * 1024 * 1024;

    private static final int FIRST_SIZE = 16 * 1024;
    private static final byte[] VERSION = "http/1.1 ".getBytes(ISO_8859_1);
    private static final int STATUS_AT = VERSION.length;
    private static final int STATUS_END = STATUS_AT + 3;
    private static final byte[] CONTENT_LENGTH = "content-length:".getBytes(ISO_8859_1);
    private static final byte[] TRANSFER_ENCODING = "transfer-encoding:".getBytes(ISO_8859_1);
    private static final byte[] CONNECTION_CLOSE = "connection: close".getBytes(ISO_8859_1);

    private byte[] bytes = new byte[FIRST_SIZE];
    private int size;
    private int scanned;
    private int status;
    private int bodyAt;
    private int bodyLength;
    private boolean lastOnConnection;

    /** Where to read the next bytes to; tell {@link #received(int)} how many came. */
    public ByteBuffer room() {
        if (size == bytes.length) {
            bytes = Arrays.copyOf(bytes, bytes.length * 2);
        }
        return ByteBuffer.wrap(bytes, size, bytes.length - size);
    }

    /**
     * Takes in what was read.
     *
     * @return whether the answer is whole
     * @throws AnswerException if it is not an answer, or more than one
     */
    public boolean received(int count) throws AnswerException {
        size += count;
        if (bodyAt == 0 && !readHead()) {
            return false;
        }
        int missing = bodyAt + bodyLength - size;
        if (missing < 0) {
            throw new AnswerException("more bytes than one answer has");
        }
        return missing == 0;
    }

    /** Forgets the answer, for the next one. */
    public void next() {
        size = 0;
        scanned = 0;
        bodyAt = 0;
        bodyLength = 0;
        lastOnConnection = false;
    }

    /** The answer's status, once whole. */
    public int status() {
        return status;
    }

    /** Whether the server closes the connection after this answer. */
    public boolean isLastOnConnection() {
        return lastOnConnection;
    }

    /** The answer's body, once whole; holds until {@link #next()}. */
    public Body body() {
        return new Body(bytes, bodyAt, bodyAt + bodyLength);
    }

    /** The body as text, for a person. */
    public String bodyText() {
        return new String(bytes, bodyAt, bodyLength, UTF_8);
    }

    private boolean readHead() throws AnswerException {
        // an empty line ends the head: look at what came since, and at the three bytes before it
        for (int i = Math.max(scanned - 3, 0); i + 3 < size; i++) {
            if (bytes[i] == '\r' && bytes[i + 1] == '\n' && bytes[i + 2] == '\r' && bytes[i + 3] == '\n') {
                bodyAt = i + 4;
                head(i + 2);
                return true;
            }
        }
        scanned = size;
        if (size > MAX_ANSWER_BYTES) {
            throw new AnswerException("a head without an end");
        }
        return false;
    }

    private void head(int end) throws AnswerException {
        if (end < STATUS_END + 2 || !lineStarts(VERSION, 0, end)) {
            throw new AnswerException("no HTTP/1.1 status line");
        }
        status = Math.toIntExact(number(STATUS_AT, STATUS_END));
        int length = -1;
        int line = endOfLine(0, end) + 2;
        while (line < end) {
            int next = endOfLine(line, end);
            if (lineStarts(CONTENT_LENGTH, line, next)) {
                length = Math.toIntExact(number(line + CONTENT_LENGTH.length, next));
            } else if (lineStarts(TRANSFER_ENCODING, line, next)) {
                throw new AnswerException("an answer in chunks");
            } else if (lineStarts(CONNECTION_CLOSE, line, next)) {
                lastOnConnection = true;
            }
            line = next + 2;
        }
        if (length < 0 || length > MAX_ANSWER_BYTES) {
            throw new AnswerException("an answer of length " + (length < 0 ? "unknown" : Integer.toString(length)));
        }
        bodyLength = length;
    }

    private int endOfLine(int from, int end) {
        int i = from;
        while (i < end && bytes[i] != '\r') {
            i++;
        }
        return i;
    }

    private boolean lineStarts(byte[] lowerCase, int from, int end) {
        if (end - from < lowerCase.length) {
            return false;
        }
        for (int i = 0; i < lowerCase.length; i++) {
            byte b = bytes[from + i];
            if ((b >= 'A' && b <= 'Z' ? b + ('a' - 'A') : b) != lowerCase[i]) {
                return false;
            }
        }
        return true;
    }

    private long number(int from, int end) throws AnswerException {
        long value = -1;
        for (int i = from; i < end; i++) {
            byte b = bytes[i];
            if (b >= '0' && b <= '9' && value < Integer.MAX_VALUE / 10) {
                value = Math.max(value, 0) * 10 + (b - '0');
            } else if (b != ' ' || value >= 0) {
                throw new AnswerException("a wrong number in the head");
            }
        }
        if (value < 0) {
            throw new AnswerException("a missing number in the head");
        }
        return value;
    }
}
