package io.posthorn.signer.notification;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.Record;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Tells topic services the current key. */
@ApplicationScoped
class NotificationKeysTopic {
    private static final Logger LOG = Logger.getLogger(NotificationKeysTopic.class);

    private final MutinyEmitter<Record<String, byte @Nullable []>> records;
    private final AtomicReference<@Nullable NotificationKeyEvent> told = new AtomicReference<>();

    NotificationKeysTopic(
            @Channel("signer-notification-keys-out") MutinyEmitter<Record<String, byte @Nullable []>> records) {
        this.records = records;
    }

    /**
     * Tells {@code current} unless this process did before, and deletes the keys that it replaced. What Kafka does not take
     * is logged, not an error, and told again the next time.
     */
    Uni<Void> tell(NotificationKeyEvent current) {
        NotificationKeyEvent before = told.get();
        if (current.equals(before)) {
            return Uni.createFrom().voidItem();
        }
        long oldest = before == null ? current.number() - 1 : Math.min(before.number(), current.number() - 1);
        Uni<Void> sent = records.send(Record.of(current.recordKey(), NotificationKeyEvent.CODEC.encode(current)));
        for (long number = Math.max(1, oldest); number < current.number(); number++) {
            String replaced = NotificationKeyEvent.recordKey(number);
            sent = sent.chain(() -> records.send(Record.of(replaced, null)));
        }
        return sent.invoke(() -> told.compareAndSet(before, current))
                .onFailure()
                .invoke(failure -> LOG.warnf(
                        "Notification key not published number=%d reason=%s", current.number(), failure.getMessage()))
                .onFailure()
                .recoverWithNull();
    }
}
