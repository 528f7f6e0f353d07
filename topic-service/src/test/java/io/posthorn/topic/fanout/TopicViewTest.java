package io.posthorn.topic.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.attribute.Subscriber;
import io.posthorn.topic.attribute.SubscriptionAttributes;
import io.posthorn.topic.attribute.SubscriptionProtocol;
import io.posthorn.topic.attribute.TopicAttributes;
import io.posthorn.topic.filter.SubscriptionFilters;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.topic.webhook.HttpEndpoint;
import io.posthorn.topic.webhook.HttpSubscriber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TopicViewTest {
    private static final TopicKey TOPIC = TopicDatabase.key("weighed");
    private static final TopicAttributes ATTRIBUTES = TopicAttributes.ofStored(TOPIC, Map.of());

    @Test
    void aTopicWithoutSubscribersCountsAsOne() {
        assertThat(view(List.of()).weight()).isEqualTo(1);
    }

    @Test
    void longEndpointsWeighWhatTheyTake() {
        String path = "/" + "x".repeat(2_000);

        long brief = view(webhooks("https://h.example/")).weight();
        long lengthy = view(webhooks("https://h.example" + path)).weight();
        long wide = view(webhooks("https://h.example" + path.replace('x', 'ж'))).weight();

        assertThat(brief).isBetween(101L, 200L);
        // A hundred of them have three times their 2,000 letters more, and twice as much of two bytes each.
        assertThat(lengthy - brief).isEqualTo(100 * 2_000 * 3 / 500);
        assertThat(wide - brief).isGreaterThan(2 * (lengthy - brief));
    }

    private static List<HttpSubscriber> webhooks(String endpoint) {
        return IntStream.range(0, 100)
                .mapToObj(_ -> HttpSubscriber.of(
                        new SubscriptionKey(TOPIC, UUID.randomUUID()),
                        ATTRIBUTES,
                        SubscriptionAttributes.ofStored(
                                new Subscriber(TOPIC, TOPIC.account(), SubscriptionProtocol.HTTPS, endpoint), Map.of()),
                        HttpEndpoint.of(endpoint),
                        Instant.EPOCH,
                        30))
                .toList();
    }

    private static TopicView view(List<HttpSubscriber> webhooks) {
        return new TopicView(1, TOPIC, 1, ATTRIBUTES, List.of(), webhooks, SubscriptionFilters.NONE, 0);
    }
}
