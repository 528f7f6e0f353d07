package io.posthorn.topic.fanout;

import io.posthorn.platform.event.DeadRecord;
import io.posthorn.platform.event.DeliverySeal;
import io.posthorn.platform.event.EventException;
import io.posthorn.platform.event.QueueDelivery;
import io.posthorn.platform.event.TopicPublication;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.topic.delivery.Deliveries;
import io.posthorn.topic.filter.FilterMatches;
import io.posthorn.topic.message.Signature;
import io.posthorn.topic.publish.PublicationSeal;
import io.posthorn.topic.signing.NotificationSigner;
import io.posthorn.topic.topic.SubscriptionKey;
import io.posthorn.topic.webhook.HttpSubscriber;
import io.posthorn.topic.webhook.Webhooks;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of publications: each goes to every subscriber of its topic whose filter lets it pass. A portion is done when
 * all of its deliveries to queues are in Kafka and those by HTTP handed over; done again, it makes the same deliveries, which are
 * known there.
 */
final class FanOut implements PublicationReader.Work {
    private static final Logger LOG = Logger.getLogger(FanOut.class);

    /**
     * By how much the clock that confirmed a subscription may be ahead of the one that accepted a publication: what is older
     * than the subscription by more is not for it.
     */
    private static final Duration CLOCK_TOLERANCE = Duration.ofMillis(100);

    /** After this no other replay of a partition begins a step before the partition's live records had their turn. */
    private static final Duration TURN = Duration.ofMillis(50);

    private final TopicViews topics;
    private final FifoLedger ledger;
    private final Replays replays;
    private final QueueDeliveries deliveries;
    private final Webhooks webhooks;
    private final Deliveries httpDeliveries;
    private final NotificationSigner signer;
    private final Producer<String, byte[]> producer;
    private final DeliverySeal deliverySeal;
    private final PublicationSeal seal;
    private final FanOutMeters meters;
    private final Clock clock;

    FanOut(
            TopicViews topics,
            FifoLedger ledger,
            Replays replays,
            QueueDeliveries deliveries,
            Webhooks webhooks,
            Deliveries httpDeliveries,
            NotificationSigner signer,
            Producer<String, byte[]> producer,
            DeliverySeal deliverySeal,
            PublicationSeal seal,
            FanOutMeters meters,
            Clock clock) {
        this.topics = topics;
        this.ledger = ledger;
        this.replays = replays;
        this.deliveries = deliveries;
        this.webhooks = webhooks;
        this.httpDeliveries = httpDeliveries;
        this.signer = signer;
        this.producer = producer;
        this.deliverySeal = deliverySeal;
        this.seal = seal;
        this.meters = meters;
        this.clock = clock;
    }

    @Override
    public void on(List<ConsumerRecord<String, byte[]>> portion) throws Exception {
        DeliverySink sink = new DeliverySink(producer, deliverySeal);
        HttpSink http = new HttpSink(httpDeliveries);
        List<PlacedPublication> read = new ArrayList<>(portion.size());
        for (ConsumerRecord<String, byte[]> record : portion) {
            PlacedPublication publication = read(record, sink);
            if (publication != null) {
                read.add(publication);
            }
        }
        for (PlacedPublication unmatched : fanOut(read, sink, http)) {
            for (ConsumerRecord<String, byte[]> record : portion) {
                if (record.offset() == unmatched.offset()) {
                    putAside(record, "UNMATCHED", sink);
                }
            }
        }
        http.handOver();
        sink.await();
        http.await();
    }

    /** Returns those that could not be matched against the filters of their topic's subscribers. */
    private List<PlacedPublication> fanOut(List<PlacedPublication> read, DeliverySink sink, HttpSink http)
            throws Exception {
        if (read.isEmpty()) {
            return List.of();
        }
        Map<Long, TopicView> views = Waiting.on(
                topics.of(read.stream().map(PlacedPublication::record).toList()));
        read.stream()
                .filter(each -> !views.containsKey(each.record().topicId()))
                .forEach(_ -> meters.withoutTopic());
        List<PlacedPublication> known = read.stream()
                .filter(each -> views.containsKey(each.record().topicId()))
                .toList();
        Set<PlacedPublication> firsts = new HashSet<>(Waiting.on(
                ledger.firsts(known.stream().filter(PlacedPublication::isFifo).toList(), each -> view(views, each))));
        Set<SubscribedQueue> replaying = replays.replaying(read.getFirst().partition(), views.values());
        List<PlacedPublication> unmatched = new ArrayList<>(0);
        for (PlacedPublication publication : known) {
            TopicView topic = view(views, publication);
            if (publication.isFifo() && !firsts.contains(publication)) {
                meters.repeated(topic);
                continue;
            }
            Optional<Texts> texts = matched(topic, publication);
            if (texts.isPresent()) {
                toWebhooks(topic, publication, texts.get(), http);
                toQueues(topic, publication, texts.get(), replaying, sink);
            } else {
                unmatched.add(publication);
            }
        }
        return unmatched;
    }

    /** Empty when matching fails, which only a bug can make it do: repeated for ever, it would hold up everybody behind it. */
    private Optional<Texts> matched(TopicView topic, PlacedPublication publication) {
        try {
            return Optional.of(new Texts(topic, publication, signer));
        } catch (RuntimeException bug) {
            LOG.errorf(
                    bug,
                    "a publication cannot be matched topic=%s partition=%d offset=%d",
                    topic.key(),
                    publication.partition(),
                    publication.offset());
            return Optional.empty();
        }
    }

    private static TopicView view(Map<Long, TopicView> views, PlacedPublication publication) {
        return Objects.requireNonNull(views.get(publication.record().topicId()));
    }

    private void toQueues(
            TopicView topic,
            PlacedPublication publication,
            Texts texts,
            Set<SubscribedQueue> replaying,
            DeliverySink sink)
            throws InterruptedException, ExecutionException {
        for (SubscribedQueue subscriber : topic.queues()) {
            if (isBefore(publication, subscriber.confirmedAt()) || replaying.contains(subscriber)) {
                meters.passed(topic, replaying.contains(subscriber));
            } else if (isWanted(topic, texts.matches(QueueDeliveries.PROTOCOL), subscriber.key())) {
                Optional<Signature> signature = QueueDeliveries.isEnveloped(subscriber, publication)
                        ? texts.signature(QueueDeliveries.PROTOCOL)
                        : Optional.empty();
                deliver(topic, subscriber, publication, signature, 0, sink);
            }
        }
    }

    private void toWebhooks(TopicView topic, PlacedPublication publication, Texts texts, HttpSink sink)
            throws InterruptedException, ExecutionException, TimeoutException {
        HttpDeliveries made = new HttpDeliveries(topic, publication);
        for (HttpSubscriber subscriber : topic.webhooks()) {
            String protocol = subscriber.protocol().wireName();
            if (isBefore(publication, subscriber.confirmedAt())) {
                meters.passed(topic, false);
            } else if (isWanted(topic, texts.matches(protocol), subscriber.subscription())) {
                webhooks.tell(subscriber);
                sink.send(made.of(subscriber, subscriber.raw() ? Optional.empty() : texts.signature(protocol)));
                meters.notified(topic, true);
            }
        }
    }

    private boolean isWanted(TopicView topic, FilterMatches matches, SubscriptionKey subscriber) {
        boolean wanted = matches.wanted(subscriber.id());
        if (!wanted) {
            matches.reason(subscriber.id()).ifPresent(reason -> meters.filteredOut(topic, reason));
        }
        return wanted;
    }

    private void deliver(
            TopicView topic,
            SubscribedQueue subscriber,
            PlacedPublication publication,
            Optional<Signature> signature,
            int replay,
            DeliverySink sink)
            throws InterruptedException, ExecutionException {
        Optional<QueueDelivery> delivery = deliveries.of(topic, subscriber, publication, signature, replay);
        boolean sent = delivery.isPresent() && sink.send(delivery.get());
        meters.notified(topic, sent);
    }

    private static boolean isBefore(PlacedPublication publication, Instant confirmedAt) {
        return publication.record().publishedAt().plus(CLOCK_TOLERANCE).isBefore(confirmedAt);
    }

    private @Nullable PlacedPublication read(ConsumerRecord<String, byte[]> record, DeliverySink sink)
            throws InterruptedException, ExecutionException {
        try {
            return PlacedPublication.of(record.partition(), record.offset(), seal.open(record.value()));
        } catch (EventException | SecretException | ApiException | IllegalArgumentException unreadable) {
            LOG.warnf(
                    "a publication cannot be read topic=%s partition=%d offset=%d",
                    record.topic(), record.partition(), record.offset());
            putAside(record, unreadable.getClass().getSimpleName(), sink);
            return null;
        }
    }

    private void putAside(ConsumerRecord<String, byte[]> record, String reason, DeliverySink sink)
            throws InterruptedException, ExecutionException {
        sink.putAside(new DeadRecord(
                DeadRecord.SCHEMA_VERSION,
                record.topic(),
                record.partition(),
                record.offset(),
                record.key() == null ? null : Blob.of(record.key().getBytes(StandardCharsets.UTF_8)),
                record.value() == null ? null : Blob.of(record.value()),
                reason,
                clock.instant()));
    }

    @Override
    public boolean wantsBeside(int partition) {
        return replays.anyDue(partition, System.nanoTime());
    }

    @Override
    public boolean beside(int partition, long position, OptionalLong end) throws Exception {
        long begun = System.nanoTime();
        DeliverySink sink = new DeliverySink(producer, deliverySeal);
        for (Replays.Progress progress : replays.due(partition, begun)) {
            Optional<Replays.Step> step = replays.step(progress, position, end);
            if (step.isPresent()) {
                replay(step.get(), sink);
                replays.done(step.get(), System.nanoTime());
            }
            if (System.nanoTime() - begun >= TURN.toNanos()) {
                break;
            }
        }
        return replays.anyDue(partition, System.nanoTime());
    }

    private void replay(Replays.Step step, DeliverySink sink) throws Exception {
        TopicPublication any = step.any();
        Map<Long, TopicView> views = any == null ? Map.of() : Waiting.on(topics.of(List.of(any)));
        for (PlacedPublication publication : step.publications()) {
            TopicView topic = views.get(publication.record().topicId());
            if (topic != null) {
                replay(topic, step, publication, sink);
            }
        }
        sink.await();
    }

    private void replay(TopicView topic, Replays.Step step, PlacedPublication publication, DeliverySink sink)
            throws InterruptedException, ExecutionException {
        Optional<Texts> texts = matched(topic, publication);
        for (SubscribedQueue subscriber : topic.queues()) {
            if (subscriber.key().id().equals(step.subscription())
                    && texts.isPresent()
                    && texts.get()
                            .matches(QueueDeliveries.PROTOCOL)
                            .wanted(subscriber.key().id())) {
                deliver(topic, subscriber, publication, Optional.empty(), step.replay(), sink);
            }
        }
    }
}
