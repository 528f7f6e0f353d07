package io.posthorn.platform.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.Test;

class BodyReaderTest {
    private final BodyReader reader = new BodyReader(4);

    @Test
    void partsAreJoinedAndNotChanged() {
        Buffer first = Buffer.buffer("ab");
        reader.add(first);
        reader.add(Buffer.buffer("c"));
        reader.add(Buffer.buffer("d"));

        assertThat(new String(reader.bytes(), UTF_8)).isEqualTo("abcd");
        assertThat(first.toString()).isEqualTo("ab");
        assertThat(reader.isTooLong()).isFalse();
    }

    @Test
    void pastTheLimitNothingIsKept() {
        reader.add(Buffer.buffer("abcd"));
        reader.add(Buffer.buffer("e"));

        assertThat(reader.isTooLong()).isTrue();
        assertThat(reader.isAbusive()).isFalse();
        assertThat(reader.bytes()).isEmpty();
    }

    @Test
    void farPastTheLimitReadingEnds() {
        reader.add(Buffer.buffer("abcdefghijklmnop"));
        assertThat(reader.isAbusive()).isFalse();

        reader.add(Buffer.buffer("q"));
        assertThat(reader.isAbusive()).isTrue();
    }

    @Test
    void noBodyIsEmpty() {
        assertThat(reader.bytes()).isEmpty();
    }
}
