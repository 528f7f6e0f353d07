package io.posthorn.topic.delivery;

import io.posthorn.platform.event.TargetNotice;
import io.posthorn.platform.event.Topics;
import java.time.Instant;
import java.util.concurrent.Executor;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jboss.logging.Logger;

/** Notices as records on {@link Topics#TOPIC_NOTICES}. One that Kafka does not take is logged. */
public final class KafkaNotices implements DeliveryNotices {
    private static final Logger LOG = Logger.getLogger(KafkaNotices.class);

    private final Producer<String, byte[]> producer;
    private final Executor executor;

    /**
     * @param producer somebody else's, who closes it
     * @param executor runs what may wait: a producer that knows nothing of a topic yet asks for it first
     */
    public KafkaNotices(Producer<String, byte[]> producer, Executor executor) {
        this.producer = producer;
        this.executor = executor;
    }

    @Override
    public void disabled(TargetKey target, Instant at) {
        TargetNotice notice = new TargetNotice(
                TargetNotice.SCHEMA_VERSION, target.account(), target.kind(), target.id(), TargetNotice.DISABLED, at);
        executor.execute(() -> {
            var _ = producer.send(
                    new ProducerRecord<>(
                            Topics.TOPIC_NOTICES.name(), notice.recordKey(), TargetNotice.CODEC.encode(notice)),
                    (_, failure) -> {
                        if (failure != null) {
                            LOG.warnf(failure, "nobody was told that %s is disabled", target);
                        }
                    });
        });
    }
}
