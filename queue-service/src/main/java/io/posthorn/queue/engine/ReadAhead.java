package io.posthorn.queue.engine;

import io.posthorn.queue.journal.QueueReader;
import io.posthorn.queue.state.QueueState;
import io.posthorn.queue.state.StoredMessage;
import io.posthorn.queue.state.TailRead;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * Reads a deep backlog back into memory, one read at a time, in time for the receives that want it. A store that does not
 * answer is asked again after a pause. Everything happens on the queue's loop.
 */
final class ReadAhead {
    private static final Logger LOG = Logger.getLogger(ReadAhead.class);
    private static final Duration AGAIN = Duration.ofMillis(200);

    /** Far longer than a page takes. A connection that died without a word must not end the queue's reading for good. */
    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final ShardLoop loop;
    private final QueueState state;
    private final QueueReader reader;
    private final Runnable settle;
    private boolean resting;

    /**
     * @param settle to run after a read: long polls may have what they wait for
     */
    ReadAhead(ShardLoop loop, QueueState state, QueueReader reader, Runnable settle) {
        this.loop = loop;
        this.state = state;
        this.reader = reader;
        this.settle = settle;
    }

    /** Begins a read if one is wanted. */
    void look() {
        TailRead wanted = resting ? null : state.readAhead();
        if (wanted != null) {
            reader.messages(wanted)
                    .timeout(LONGEST.toMillis(), TimeUnit.MILLISECONDS)
                    .onComplete(result -> loop.run(() -> finish(wanted, result)));
        }
    }

    private void finish(TailRead read, AsyncResult<List<StoredMessage>> result) {
        if (result.succeeded()) {
            state.read(read, result.result(), loop.now());
        } else {
            LOG.debug("a backlog could not be read on", result.cause());
            state.readFailed(read, loop.now());
            resting = true;
            Future<Void> rested = loop.after(AGAIN);
            rested.onComplete(_ -> {
                resting = false;
                look();
            });
        }
        settle.run();
    }
}
