package io.posthorn.it.history;

import io.posthorn.it.endpoint.Clients;
import io.posthorn.it.endpoint.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Clients at work on queues until they are told to stop, each in a thread of its own: half of them send, half receive, delete and
 * change visibilities. FIFO senders have a group each and repeat what was not answered, with the same deduplication ID.
 */
public final class Workload implements AutoCloseable {
    /** Longest visibility that a client asks for; a drain waits longer. */
    public static final Duration LONGEST_VISIBILITY = Duration.ofSeconds(3);

    /** A pause after what failed: the product may be starting. */
    private static final long PAUSE_MILLIS = 100;

    private final Recorder recorder;
    private final SqsClient sqs;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private final SplittableRandom seeds;
    private volatile boolean stopping;

    /** @param seed of the clients' choices; what the product makes of them depends on time, too */
    public Workload(Recorder recorder, Endpoint endpoint, long seed) {
        this.recorder = recorder;
        this.sqs = Clients.sqsWithoutRepeats(endpoint);
        this.seeds = new SplittableRandom(seed);
    }

    /** A queue as this workload's clients see it. */
    public RecordedQueue queue(String url) {
        return new RecordedQueue(recorder, sqs, url);
    }

    /** Puts as many senders and as many receivers to work on a queue. */
    public void start(String url, boolean fifo, int each) {
        for (int i = 0; i < each; i++) {
            String group = fifo ? "group-" + i : null;
            SplittableRandom sending = seeds.split();
            SplittableRandom receiving = seeds.split();
            clients.add(threads.submit(() -> send(queue(url), group, sending)));
            clients.add(threads.submit(() -> receive(queue(url), receiving)));
        }
    }

    private void send(RecordedQueue queue, @Nullable String group, SplittableRandom random) {
        int number = 0;
        while (!stopping) {
            String deduplicationId = group == null ? null : group + "-" + ++number;
            Outcome outcome = queue.send(recorder.freshBody("message"), group, deduplicationId);
            while (group != null && outcome == Outcome.UNKNOWN && !stopping) {
                pause(PAUSE_MILLIS);
                outcome = queue.send(recorder.freshBody("again"), group, deduplicationId);
            }
            pause(outcome == Outcome.ACKNOWLEDGED ? random.nextInt(40) : PAUSE_MILLIS);
        }
    }

    private void receive(RecordedQueue queue, SplittableRandom random) {
        while (!stopping) {
            Duration visibility = Duration.ofSeconds(1 + random.nextInt((int) LONGEST_VISIBILITY.toSeconds()));
            var deliveries = queue.receive(1 + random.nextInt(10), Duration.ofSeconds(random.nextInt(2)), visibility);
            if (deliveries.isEmpty()) {
                pause(PAUSE_MILLIS);
            }
            for (Call.Delivery delivery : deliveries.orElse(List.of())) {
                int choice = random.nextInt(100);
                if (choice < 88) {
                    queue.delete(delivery);
                } else if (choice < 95) {
                    queue.changeVisibility(
                            delivery, Duration.ofSeconds(random.nextInt((int) LONGEST_VISIBILITY.toSeconds() + 1)));
                }
            }
        }
    }

    /** Paces a client: it is part of the load, not a wait for something. */
    private static void pause(long millis) {
        if (millis > 0) {
            LockSupport.parkNanos(Duration.ofMillis(millis).toNanos());
        }
    }

    /** Lets every client finish the call that it is in; fails if one failed otherwise than by a call. */
    public void stop() {
        stopping = true;
        for (Future<?> client : clients) {
            try {
                client.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a client failed", e.getCause());
            }
        }
        clients.clear();
    }

    @Override
    public void close() {
        stopping = true;
        threads.shutdownNow();
        threads.close();
        sqs.close();
    }
}
