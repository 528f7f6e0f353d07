package io.posthorn.bench.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyTest {
    private static final byte[] HANDLE = Body.name("ReceiptHandle");

    @Test
    void countsMembersByTheirWholeName() {
        Body body = Body.of("{\"Successful\":[{\"Id\":\"0\",\"MessageId\":\"a\"},{\"Id\":\"1\",\"MessageId\":\"b\"}]}");

        assertThat(body.count(Body.name("MessageId"))).isEqualTo(2);
        assertThat(body.count(Body.name("Id"))).isEqualTo(2);
        assertThat(body.count(Body.name("Code"))).isZero();
    }

    @Test
    void readsOneValueAfterTheOther() {
        Body body = Body.of("{\"ReceiptHandle\":\"one\", \"ReceiptHandle\" : \"t\\\"wo\"}");
        Body.Cursor cursor = new Body.Cursor();
        Bytes into = new Bytes();

        assertThat(body.value(HANDLE, cursor, into.clear())).isTrue();
        assertThat(into).hasToString("one");
        assertThat(body.value(HANDLE, cursor, into.clear())).isTrue();
        assertThat(into).hasToString("t\\\"wo");
        assertThat(body.value(HANDLE, cursor, into.clear())).isFalse();
    }

    @Test
    void aValueThatIsNoTextIsNotRead() {
        Bytes into = new Bytes();

        assertThat(Body.of("{\"ReceiptHandle\":7}").value(HANDLE, new Body.Cursor(), into))
                .isFalse();
        assertThat(Body.of("{\"ReceiptHandle\":\"cut of").value(HANDLE, new Body.Cursor(), into))
                .isFalse();
        assertThat(Body.of("{\"ReceiptHandle\"").value(HANDLE, new Body.Cursor(), into))
                .isFalse();
    }
}
