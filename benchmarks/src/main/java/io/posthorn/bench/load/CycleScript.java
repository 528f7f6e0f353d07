package io.posthorn.bench.load;

import io.posthorn.bench.http.Body;
import io.posthorn.bench.http.Bytes;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.stream.Stream;

/**
 * Sends, then receives and deletes until as many messages are deleted as were sent. All connections share the queue, so
 * they are not always the same messages; but since each sends before it receives, there is one for everybody.
 *
 * <pre>
 * SEND → RECEIVE → DELETE → SEND (a round is over)
 *          ↑ ↺ none   │
 *          └──────────┘ some are still owed
 * </pre>
 */
final class CycleScript implements Script {
    private static final byte[] RECEIPT_HANDLE = Body.name("ReceiptHandle");
    private static final byte[] ID = Body.name("Id");
    private static final byte[] CODE = Body.name("Code");

    private enum Step {
        SEND,
        RECEIVE,
        DELETE
    }

    private final QueueCalls calls;
    private final int messages;
    private final List<Bytes> handles;
    private final Body.Cursor cursor = new Body.Cursor();
    private Step step = Step.SEND;
    private int owed;
    private int received;

    CycleScript(QueueCalls calls, int messages) {
        this.calls = calls;
        this.messages = messages;
        handles = Stream.generate(Bytes::new).limit(messages).toList();
    }

    @Override
    public ByteBuffer next() {
        return switch (step) {
            case SEND -> SendScript.request(calls, messages);
            case RECEIVE -> calls.receive(owed);
            case DELETE -> messages == 1 ? calls.delete(handles.getFirst()) : calls.deleteBatch(handles, received);
        };
    }

    @Override
    public boolean take(int status, Body body) throws RefusedException {
        return switch (step) {
            case SEND -> {
                SendScript.requireSent(status, body, messages);
                owed = messages;
                step = Step.RECEIVE;
                yield false;
            }
            case RECEIVE -> {
                Script.requireSuccess(status);
                received = readHandles(body);
                step = received == 0 ? Step.RECEIVE : Step.DELETE;
                yield false;
            }
            case DELETE -> {
                Script.requireSuccess(status);
                requireDeleted(body);
                owed -= received;
                step = owed == 0 ? Step.SEND : Step.RECEIVE;
                yield owed == 0;
            }
        };
    }

    private int readHandles(Body body) throws RefusedException {
        int count = body.count(RECEIPT_HANDLE);
        if (count > owed) {
            throw new RefusedException(count + " messages received, at most " + owed + " asked for");
        }
        cursor.reset();
        for (int i = 0; i < count; i++) {
            if (!body.value(RECEIPT_HANDLE, cursor, handles.get(i).clear())) {
                throw new RefusedException("a receipt handle that is no text");
            }
        }
        return count;
    }

    private void requireDeleted(Body body) throws RefusedException {
        if (messages > 1 && (body.count(ID) != received || body.count(CODE) != 0)) {
            throw new RefusedException("not all of " + received + " messages deleted");
        }
    }

    @Override
    public void restart() {
        step = Step.SEND;
        owed = 0;
    }
}
