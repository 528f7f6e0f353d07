package io.posthorn.bench.load;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.bench.http.Bytes;
import io.posthorn.bench.http.RequestTemplate;
import io.posthorn.bench.http.Signer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The calls on one queue, in AWS JSON 1.0. Each is valid until the next one. For one thread. */
public final class QueueCalls {
    private static final byte[] ENTRY_ID = "{\"Id\":\"".getBytes(ISO_8859_1);
    private static final byte[] ENTRY_END = "\"}".getBytes(ISO_8859_1);
    private static final byte[] BATCH_END = "]}".getBytes(ISO_8859_1);
    private static final byte[] COMMA = {','};
    private static final byte[] MESSAGE_BODY = "\",\"MessageBody\":\"".getBytes(ISO_8859_1);
    private static final byte[] RECEIPT_HANDLE = "\",\"ReceiptHandle\":\"".getBytes(ISO_8859_1);
    private static final byte[] ENTRIES = "\",\"Entries\":[".getBytes(ISO_8859_1);
    private static final byte[] MAX_NUMBER = "\",\"MaxNumberOfMessages\":".getBytes(ISO_8859_1);
    private static final byte[] SENT_TIME = ",\"MessageSystemAttributeNames\":[\"SentTimestamp\"]".getBytes(ISO_8859_1);
    private static final byte[] END = {'}'};
    private static final byte[][] NUMBERS = numbers();

    private final MessageBodies bodies;
    private final byte[] start;
    private final RequestTemplate send;
    private final RequestTemplate sendBatch;
    private final RequestTemplate receive;
    private final RequestTemplate delete;
    private final RequestTemplate deleteBatch;
    private final Bytes json = new Bytes();

    /**
     * Calls on the queue {@code queueUrl} of {@code host}, signed unless {@code signer} is absent.
     */
    public QueueCalls(String host, String queueUrl, MessageBodies bodies, @Nullable Signer signer) {
        this.bodies = bodies;
        start = ("{\"QueueUrl\":\"" + queueUrl).getBytes(ISO_8859_1);
        send = template("SendMessage", host, signer);
        sendBatch = template("SendMessageBatch", host, signer);
        receive = template("ReceiveMessage", host, signer);
        delete = template("DeleteMessage", host, signer);
        deleteBatch = template("DeleteMessageBatch", host, signer);
    }

    /** A template of the calls of one action, in the headers that every SDK sends. */
    static RequestTemplate template(String action, String host, @Nullable Signer signer) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/x-amz-json-1.0");
        headers.put("X-Amz-Target", "AmazonSQS." + action);
        return new RequestTemplate("POST", host, headers, signer);
    }

    private static byte[][] numbers() {
        List<byte[]> numbers = new ArrayList<>();
        for (int i = 0; i <= 10; i++) {
            numbers.add(Integer.toString(i).getBytes(ISO_8859_1));
        }
        return numbers.toArray(new byte[0][]);
    }

    ByteBuffer send() {
        json.clear().add(start).add(MESSAGE_BODY);
        bodies.addNext(json);
        json.add(ENTRY_END);
        return request(send);
    }

    /** Sends {@code count} messages, 1 to 10. */
    public ByteBuffer sendBatch(int count) {
        json.clear().add(start).add(ENTRIES);
        for (int i = 0; i < count; i++) {
            entry(i, MESSAGE_BODY);
            bodies.addNext(json);
            json.add(ENTRY_END);
        }
        json.add(BATCH_END);
        return request(sendBatch);
    }

    /** Asks for at most {@code max} messages, 1 to 10, without waiting. */
    ByteBuffer receive(int max) {
        json.clear().add(start).add(MAX_NUMBER).add(NUMBERS[max]).add(END);
        return request(receive);
    }

    /** As {@link #receive}, and asks when each message was sent. */
    public ByteBuffer receiveWithTime(int max) {
        json.clear().add(start).add(MAX_NUMBER).add(NUMBERS[max]).add(SENT_TIME).add(END);
        return request(receive);
    }

    ByteBuffer delete(Bytes receiptHandle) {
        json.clear().add(start).add(RECEIPT_HANDLE).add(receiptHandle).add(ENTRY_END);
        return request(delete);
    }

    /** Deletes the first {@code count} of these. */
    public ByteBuffer deleteBatch(List<Bytes> receiptHandles, int count) {
        json.clear().add(start).add(ENTRIES);
        for (int i = 0; i < count; i++) {
            entry(i, RECEIPT_HANDLE);
            json.add(receiptHandles.get(i)).add(ENTRY_END);
        }
        json.add(BATCH_END);
        return request(deleteBatch);
    }

    private void entry(int index, byte[] member) {
        if (index > 0) {
            json.add(COMMA);
        }
        json.add(ENTRY_ID).add(NUMBERS[index]).add(member);
    }

    private ByteBuffer request(RequestTemplate template) {
        return template.with(json.array(), json.size());
    }
}
