package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.delivery.Delivery;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.webhook.HttpEndpoint;
import io.posthorn.topic.webhook.HttpSubscriber;
import io.posthorn.topic.webhook.NotificationContent;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The same publication makes the same deliveries, whoever else is subscribed. */
class HttpDeliveriesTest {
    private static final TopicView TOPIC = TopicDatabase.view(1, "orders", Map.of());
    private static final Optional<Signature> SIGNATURE = Optional.of(new Signature("1", "S==", "https://c.example"));
    private static final String STRUCTURED = "{\"default\":\"d\",\"http\":\"h\"}";

    @Test
    void repeatedItIsTheSame() {
        HttpSubscriber one = subscriber(1, SubscriptionProtocol.HTTP);
        HttpSubscriber two = subscriber(2, SubscriptionProtocol.HTTPS);
        PlacedPublication publication = Placed.standard("m").placed();
        HttpDeliveries first = new HttpDeliveries(TOPIC, publication);
        HttpDeliveries again = new HttpDeliveries(TOPIC, publication);

        Delivery toOne = first.of(one, SIGNATURE);
        assertThat(again.of(two, SIGNATURE)).isEqualTo(first.of(two, SIGNATURE)).isNotEqualTo(toOne);
        assertThat(again.of(one, SIGNATURE)).isEqualTo(toOne);
        assertThat(first.of(two, SIGNATURE).content()).isSameAs(toOne.content());
        assertThat(toOne.order()).isEmpty();
        assertThat(toOne.publishedAt()).isEqualTo(Placed.NOON);
    }

    @Test
    void whatIsPublishedElsewhereHasOtherIds() {
        HttpSubscriber one = subscriber(1, SubscriptionProtocol.HTTP);
        Delivery here = new HttpDeliveries(
                        TOPIC, Placed.fifo(1, 3, 7, "g", "d", Placed.NOON).placed())
                .of(one, Optional.empty());
        Delivery there = new HttpDeliveries(
                        TOPIC, Placed.fifo(1, 3, 8, "g", "d", Placed.NOON).placed())
                .of(one, Optional.empty());

        assertThat(here.id()).isNotEqualTo(there.id());
        assertThat(here.content().id()).isNotEqualTo(there.content().id());
        assertThat(here.order()).hasValue(new Delivery.Order("g", 7));
    }

    @Test
    void protocolsWithTextsOfTheirOwnAndWhatIsNotSignedHaveContentsOfTheirOwn() throws Exception {
        HttpDeliveries made = new HttpDeliveries(
                TOPIC, Placed.standard("").withMessage(STRUCTURED, null, true).placed());
        Delivery http = made.of(subscriber(1, SubscriptionProtocol.HTTP), SIGNATURE);
        Delivery https = made.of(subscriber(2, SubscriptionProtocol.HTTPS), SIGNATURE);
        Delivery raw = made.of(subscriber(3, SubscriptionProtocol.HTTPS), Optional.empty());

        assertThat(message(http)).isEqualTo("h");
        assertThat(message(https)).isEqualTo("d").isEqualTo(message(raw));
        assertThat(https.content().id()).isNotEqualTo(raw.content().id());
    }

    private static String message(Delivery delivery) throws Exception {
        return NotificationContent.CODEC
                .decode(delivery.content().bytes().bytes())
                .message();
    }

    private static HttpSubscriber subscriber(int id, SubscriptionProtocol protocol) {
        String endpoint = protocol.wireName() + "://h.example/";
        return HttpSubscriber.of(
                new SubscriptionKey(TOPIC.key(), new UUID(0, id)),
                TopicAttributes.ofStored(TOPIC.key(), Map.of()),
                SubscriptionAttributes.ofStored(
                        new Subscriber(TOPIC.key(), TopicDatabase.ACCOUNT, protocol, endpoint), Map.of()),
                HttpEndpoint.of(endpoint),
                Placed.NOON,
                3);
    }
}
