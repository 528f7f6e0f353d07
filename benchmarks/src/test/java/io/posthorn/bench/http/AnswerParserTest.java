package io.posthorn.bench.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerParserTest {
    private static final String ANSWER =
            "HTTP/1.1 403 Forbidden\r\nServer: x\r\ncontent-LENGTH:  7\r\nX-Other: 9\r\n\r\n{\"a\":1}";

    private final AnswerParser parser = new AnswerParser();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 17, 1000})
    void anAnswerMayComeInPiecesOfAnySize(int pieceSize) throws AnswerException {
        for (int round = 0; round < 2; round++) {
            assertThat(feed(ANSWER, pieceSize)).isTrue();
            assertThat(parser.status()).isEqualTo(403);
            assertThat(parser.bodyText()).isEqualTo("{\"a\":1}");
            assertThat(parser.isLastOnConnection()).isFalse();
            parser.next();
        }
    }

    @Test
    void anAnswerIsNotWholeBeforeItsLastByte() throws AnswerException {
        assertThat(feed(ANSWER.substring(0, ANSWER.length() - 1), 1000)).isFalse();
        assertThat(feed(ANSWER.substring(ANSWER.length() - 1), 1000)).isTrue();
    }

    @Test
    void aBodyLargerThanTheFirstBufferIsRead() throws AnswerException {
        String body = "x".repeat(100_000);

        assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n" + body, 5_000))
                .isTrue();
        assertThat(parser.bodyText()).isEqualTo(body);
    }

    @Test
    void anEmptyBodyIsWholeWithTheHead() throws AnswerException {
        assertThat(feed("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", 1000))
                .isTrue();
        assertThat(parser.bodyText()).isEmpty();
        assertThat(parser.isLastOnConnection()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
                "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
                "HTTP/1.1 2x0 OK\r\nContent-Length: 0\r\n\r\n",
                "SSH-2.0-OpenSSH\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nab"
            })
    void whatIsNotOneAnswerIsRefused(String text) {
        assertThatThrownBy(() -> feed(text, 1000)).isInstanceOf(AnswerException.class);
    }

    private boolean feed(String text, int pieceSize) throws AnswerException {
        byte[] bytes = text.getBytes(UTF_8);
        boolean whole = false;
        for (int at = 0; at < bytes.length; ) {
            ByteBuffer room = parser.room();
            int count = Math.min(Math.min(pieceSize, room.remaining()), bytes.length - at);
            room.put(bytes, at, count);
            at += count;
            whole = parser.received(count);
        }
        return whole;
    }
}
