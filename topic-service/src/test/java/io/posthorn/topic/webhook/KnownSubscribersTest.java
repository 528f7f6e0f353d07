package io.posthorn.topic.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.topic.delivery.TargetKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class KnownSubscribersTest {
    private static final HttpSubscriber SUBSCRIBER = Samples.subscriber("https://h.example/", Map.of(), Map.of());

    private final List<TargetKey> asked = new ArrayList<>();
    private Future<Optional<HttpSubscriber>> answer = Future.succeededFuture(Optional.empty());
    private long nanos = 1;
    private final KnownSubscribers known = new KnownSubscribers(
            key -> {
                asked.add(key);
                return answer;
            },
            3,
            () -> nanos);

    @Test
    void whoIsToldIsBelievedForASecond() {
        known.tell(SUBSCRIBER);
        nanos += KnownSubscribers.BELIEVED.toNanos() - 1;
        assertThat(known.find(SUBSCRIBER.key()).result()).hasValue(SUBSCRIBER);
        assertThat(asked).isEmpty();

        nanos += 1;
        answer = Future.succeededFuture(Optional.of(SUBSCRIBER));
        assertThat(known.find(SUBSCRIBER.key()).result()).hasValue(SUBSCRIBER);
        assertThat(known.find(SUBSCRIBER.key()).result()).hasValue(SUBSCRIBER);
        assertThat(asked).hasSize(1);
    }

    @Test
    void whoIsNotThereMayBeThereAtOnce() {
        assertThat(known.find(SUBSCRIBER.key()).result()).isEmpty();
        answer = Future.succeededFuture(Optional.of(SUBSCRIBER));

        assertThat(known.find(SUBSCRIBER.key()).result()).hasValue(SUBSCRIBER);
    }

    @Test
    void afterALookUpThatFailedIsLookedUpAgain() {
        answer = Future.failedFuture("away");
        assertThat(known.find(SUBSCRIBER.key()).failed()).isTrue();
        answer = Future.succeededFuture(Optional.of(SUBSCRIBER));

        assertThat(known.find(SUBSCRIBER.key()).result()).hasValue(SUBSCRIBER);
    }

    @Test
    void noMoreThanSomeAreKept() {
        answer = Future.succeededFuture(Optional.of(SUBSCRIBER));
        known.tell(SUBSCRIBER);
        for (int i = 0; i < 3; i++) {
            var _ = known.find(new TargetKey(Samples.TOPIC.account(), HttpSubscriber.KIND, new UUID(0, i)));
        }
        asked.clear();

        var _ = known.find(SUBSCRIBER.key());
        assertThat(asked).containsExactly(SUBSCRIBER.key());
    }
}
