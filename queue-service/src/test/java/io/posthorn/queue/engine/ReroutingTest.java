package io.posthorn.queue.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.QueueDelivery.Kind;
import io.posthorn.platform.outbox.OutboxRecord;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.platform.shard.Shards;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.shard.ShardDirectory;
import java.security.SecureRandom;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Where deliveries go that their queue does not take. */
class ReroutingTest {
    private static final QueueKey QUEUE = key("222222222222", "orders.fifo");
    private static final QueueKey DEAD = key("111111111111", "dead.fifo");

    private final DeliverySeal seal = new DeliverySeal(new SecretSealer(
            MasterKeys.parse("test:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")
                    .forPurpose(DeliverySeal.PURPOSE),
            new SecureRandom()));
    private final Rerouting rerouting = new Rerouting(new ShardDirectory(Shards.standard()), seal);

    @Test
    void aPublicationGoesToItsDeadLetterQueueAsItIsAndNowhereElseFromThere() throws EventException {
        QueueDelivery refused = Deliveries.to(QUEUE)
                .group("g")
                .deduplicationId("d")
                .deadLetterQueue(DEAD)
                .publication();

        QueueDelivery dead = sent(rerouting.of(refused).orElseThrow());

        assertThat(dead.deliveryId()).isEqualTo(refused.deliveryId() + "-dead");
        assertThat(dead.account()).isEqualTo(DEAD.account());
        assertThat(dead.queue()).isEqualTo("dead.fifo");
        assertThat(dead.message()).isEqualTo(refused.message());
        assertThat(dead.publication())
                .isEqualTo(Objects.requireNonNull(refused.publication()).withoutDeadLetterQueue());
        assertThat(rerouting.of(dead)).isEmpty();
    }

    @Test
    void aPublicationWithoutADeadLetterQueueGoesNowhere() {
        assertThat(rerouting.of(Deliveries.to(QUEUE).publication())).isEmpty();
    }

    @Test
    void aDeadLetterGoesBackToItsSourceAndNowhereElseFromThere() throws EventException {
        QueueDelivery letter = Deliveries.to(DEAD)
                .group("g")
                .moving(Kind.DEAD_LETTER, Arn.sqs("eu-west-1", QUEUE.account(), "orders"));

        QueueDelivery back = sent(rerouting.of(letter).orElseThrow());

        assertThat(back.queue()).isEqualTo("orders");
        assertThat(back.deliveryId()).isEqualTo(letter.deliveryId() + "-back");
        assertThat(back.message().sourceArn()).isNull();
        assertThat(rerouting.of(back)).isEmpty();
    }

    private QueueDelivery sent(OutboxRecord record) throws EventException {
        QueueDelivery delivery = seal.open(record.key(), record.payload().bytes());
        assertThat(record.partition()).isEqualTo(delivery.shard());
        assertThat(delivery.shard())
                .isEqualTo(Shards.standard().of(delivery.account(), delivery.region(), delivery.queue()));
        return delivery;
    }

    private static QueueKey key(String account, String name) {
        return new QueueKey(new AccountId(account), "eu-west-1", new QueueName(name));
    }
}
