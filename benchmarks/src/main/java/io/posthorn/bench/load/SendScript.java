package io.posthorn.bench.load;

import io.posthorn.bench.http.Body;
import java.nio.ByteBuffer;

/** Sends, one or a batch at a time. */
final class SendScript implements Script {
    private static final byte[] MESSAGE_ID = Body.name("MessageId");

    private final QueueCalls calls;
    private final int messages;

    SendScript(QueueCalls calls, int messages) {
        this.calls = calls;
        this.messages = messages;
    }

    @Override
    public ByteBuffer next() {
        return request(calls, messages);
    }

    @Override
    public boolean take(int status, Body body) throws RefusedException {
        requireSent(status, body, messages);
        return true;
    }

    @Override
    public void restart() {
        // every request is a round
    }

    static ByteBuffer request(QueueCalls calls, int messages) {
        return messages == 1 ? calls.send() : calls.sendBatch(messages);
    }

    static void requireSent(int status, Body body, int messages) throws RefusedException {
        Script.requireSuccess(status);
        int sent = body.count(MESSAGE_ID);
        if (sent != messages) {
            throw new RefusedException(sent + " of " + messages + " messages sent");
        }
    }
}
