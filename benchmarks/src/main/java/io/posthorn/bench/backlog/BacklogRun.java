package io.posthorn.bench.backlog;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.posthorn.bench.http.Body;
import io.posthorn.bench.http.Bytes;
import io.posthorn.bench.http.Credentials;
import io.posthorn.bench.http.Signer;
import io.posthorn.bench.load.LoadException;
import io.posthorn.bench.load.MessageBodies;
import io.posthorn.bench.load.QueueCalls;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Sends a backlog to one queue in batches of ten, then receives and deletes all of it.
 *
 * @param address where the server listens
 * @param credentials with what requests are signed
 * @param queueUrl an empty queue
 * @param messages how many
 * @param bodyBytes the length of each body
 * @param connections how many connections work at the same time
 * @param clock the time that requests are signed for
 * @param random where bodies come from
 */
public record BacklogRun(
        InetSocketAddress address,
        Credentials credentials,
        String queueUrl,
        long messages,
        int bodyBytes,
        int connections,
        InstantSource clock,
        RandomGenerator.SplittableGenerator random) {
    private static final int BATCH = 10;
    private static final byte[] MESSAGE_ID = Body.name("MessageId");
    private static final byte[] RECEIPT_HANDLE = Body.name("ReceiptHandle");
    private static final byte[] SENT_TIMESTAMP = Body.name("SentTimestamp");
    private static final byte[] CODE = Body.name("Code");
    /** Empty receives after which a queue that should have more is taken to have lost it. */
    private static final long EMPTY_LIMIT = 100_000;

    /**
     * What came of sending.
     *
     * @param took how long
     */
    public record Filled(Duration took) {}

    /**
     * What came of receiving.
     *
     * @param took how long
     * @param deleted messages received and deleted
     * @param outOfOrder messages that were sent before one that the same connection received earlier
     * @param longestReceive the slowest receive
     * @param longestGap the longest time in which no connection received anything
     */
    public record Drained(Duration took, long deleted, long outOfOrder, Duration longestReceive, Duration longestGap) {}

    private interface Work {
        void run(Caller caller, QueueCalls calls, Signer signer) throws IOException;
    }

    /**
     * Sends the backlog.
     *
     * @throws LoadException if a send fails
     */
    public Filled fill() {
        AtomicLong left = new AtomicLong(messages / BATCH);
        return new Filled(onAll((caller, calls, signer) -> {
            while (left.getAndDecrement() > 0) {
                signer.tick();
                int sent = caller.call(calls.sendBatch(BATCH)).count(MESSAGE_ID);
                if (sent != BATCH) {
                    throw new IOException(sent + " of " + BATCH + " messages sent");
                }
            }
        }));
    }

    /**
     * Receives and deletes until all is deleted, or nothing comes any more.
     *
     * @throws LoadException if a call fails
     */
    public Drained drain() {
        AtomicLong deleted = new AtomicLong();
        AtomicLong outOfOrder = new AtomicLong();
        AtomicLong empty = new AtomicLong();
        Pauses pauses = new Pauses(System.nanoTime());
        long all = messages / BATCH * BATCH;
        Duration took = onAll((caller, calls, signer) -> {
            List<Bytes> handles = Stream.generate(Bytes::new).limit(BATCH).toList();
            long latest = 0;
            while (deleted.get() < all && empty.get() < EMPTY_LIMIT) {
                signer.tick();
                long began = System.nanoTime();
                Body body = caller.call(calls.receiveWithTime(BATCH));
                int count = handles(body, handles);
                if (count == 0) {
                    empty.incrementAndGet();
                    continue;
                }
                pauses.received(began, System.nanoTime());
                for (long sentAt : times(body)) {
                    if (sentAt < latest) {
                        outOfOrder.incrementAndGet();
                    }
                    latest = Math.max(latest, sentAt);
                }
                if (caller.call(calls.deleteBatch(handles, count)).count(CODE) != 0) {
                    throw new IOException("not all messages deleted");
                }
                deleted.addAndGet(count);
            }
        });
        return new Drained(
                took,
                deleted.get(),
                outOfOrder.get(),
                Duration.ofNanos(pauses.longestCall()),
                Duration.ofNanos(pauses.longestGap()));
    }

    private static int handles(Body body, List<Bytes> handles) throws IOException {
        int count = body.count(RECEIPT_HANDLE);
        Body.Cursor cursor = new Body.Cursor();
        for (int i = 0; i < count; i++) {
            if (!body.value(RECEIPT_HANDLE, cursor, handles.get(i).clear())) {
                throw new IOException("a receipt handle that is no text");
            }
        }
        return count;
    }

    private static List<Long> times(Body body) {
        List<Long> times = new ArrayList<>(BATCH);
        Body.Cursor cursor = new Body.Cursor();
        Bytes text = new Bytes();
        while (body.value(SENT_TIMESTAMP, cursor, text.clear())) {
            times.add(Long.parseLong(new String(text.array(), 0, text.size(), ISO_8859_1)));
        }
        return times;
    }

    private Duration onAll(Work work) {
        long began = System.nanoTime();
        List<Future<?>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(
                connections, Thread.ofPlatform().name("backlog-", 0).factory())) {
            for (int i = 0; i < connections; i++) {
                MessageBodies bodies = new MessageBodies(bodyBytes, random.split());
                running.add(threads.submit(() -> {
                    one(work, bodies);
                    return null;
                }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        } catch (ExecutionException e) {
            throw new LoadException("the backlog broke off: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LoadException("interrupted", e);
        }
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void one(Work work, MessageBodies bodies) throws IOException {
        Signer signer = new Signer(credentials, clock);
        String host = address.getHostString() + ':' + address.getPort();
        try (Caller caller = new Caller(address)) {
            work.run(caller, new QueueCalls(host, queueUrl, bodies, signer), signer);
        }
    }
}
