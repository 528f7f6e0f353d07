package io.posthorn.topic.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.TargetNotice;
import java.util.UUID;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class KafkaNoticesTest {
    @Test
    void aDisabledTargetIsARecordOfItsAccount() throws EventException {
        TargetKey target = new TargetKey(DeliveryDatabase.ACCOUNT, "webhook", UUID.randomUUID());
        try (MockProducer<String, byte[]> producer =
                new MockProducer<>(true, null, new StringSerializer(), new ByteArraySerializer())) {
            new KafkaNotices(producer, Runnable::run).disabled(target, DeliveryDatabase.NOON);

            assertThat(producer.history()).hasSize(1);
            ProducerRecord<String, byte[]> sent = producer.history().getFirst();
            assertThat(sent.topic()).isEqualTo("topic.notices");
            assertThat(sent.key()).isEqualTo("111111111111/webhook/" + target.id());
            assertThat(TargetNotice.CODEC.decode(sent.value()))
                    .isEqualTo(new TargetNotice(
                            1, target.account(), "webhook", target.id(), TargetNotice.DISABLED, DeliveryDatabase.NOON));
        }
    }
}
