package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.ActiveQueue;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueUrl;
import io.posthorn.queue.queue.Queues;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.seal.DeduplicationKeys;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.ReceiptHandleCodec;
import io.posthorn.wire.OperationShape.Nothing;
import io.smallrye.mutiny.Uni;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What every action works with.
 *
 * @param dialect whose rules this endpoint keeps
 * @param queues the queues
 * @param handles how receipt handles are written
 * @param deduplicationKeys what stands for deduplication IDs where they are stored
 * @param messageIds new MessageIds, no two alike
 */
public record SqsContext(
        Dialect dialect,
        Queues queues,
        ReceiptHandleCodec handles,
        DeduplicationKeys deduplicationKeys,
        Supplier<MessageId> messageIds) {
    public SqsContext {
        Objects.requireNonNull(dialect);
        Objects.requireNonNull(queues);
        Objects.requireNonNull(handles);
        Objects.requireNonNull(deduplicationKeys);
        Objects.requireNonNull(messageIds);
    }

    /** The queue that a QueueUrl names; a missing, empty or senseless one names none, and fails with QueueDoesNotExist. */
    public QueueUrl url(Call call, @Nullable String queueUrl) {
        if (queueUrl == null) {
            throw SqsErrors.queueDoesNotExist();
        }
        return QueueUrl.parse(dialect, call.account(), call.region(), queueUrl)
                .orElseThrow(SqsErrors::queueDoesNotExist);
    }

    /** The live queue that a QueueUrl names, or QueueDoesNotExist. */
    Uni<ActiveQueue> open(Call call, @Nullable String queueUrl) {
        QueueUrl url = url(call, queueUrl);
        return queues.open(url.key())
                .map(found -> found.filter(queue -> url.names(queue.description()))
                        .orElseThrow(SqsErrors::queueDoesNotExist));
    }

    /** The queue on record that a QueueUrl names, or QueueDoesNotExist. */
    Uni<QueueDescription> find(Call call, @Nullable String queueUrl) {
        QueueUrl url = url(call, queueUrl);
        return queues.find(url.key()).map(found -> found.filter(url::names).orElseThrow(SqsErrors::queueDoesNotExist));
    }

    /** The URL by which {@code call} reaches {@code queue}. */
    String urlOf(Call call, QueueDescription queue) {
        return QueueUrl.of(dialect, call.origin(), queue);
    }

    /** The URL by which {@code call} reaches the queue {@code key} with the number {@code id}. */
    String urlOf(Call call, QueueKey key, long id) {
        return QueueUrl.of(dialect, call.origin(), key, id);
    }

    /** The answer to a change of a queue, which may be gone by then. */
    static Nothing changed(Optional<QueueDescription> queue) {
        if (queue.isEmpty()) {
            throw SqsErrors.queueDoesNotExist();
        }
        return Nothing.NOTHING;
    }
}
