package io.posthorn.topic.api;

import io.posthorn.platform.api.ApiService;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.message.AttributeInput;
import io.posthorn.topic.message.Publication;
import io.posthorn.topic.message.TopicRules;
import io.posthorn.topic.publish.PublicationTooLargeException;
import io.posthorn.topic.publish.Published;
import io.posthorn.topic.publish.PublisherBusyException;
import io.posthorn.topic.publish.SequenceNumbers;
import io.posthorn.topic.topic.SnsErrors;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** What Publish and PublishBatch do alike. */
final class Publishing {
    private Publishing() {}

    /** What a publisher is answered. */
    record Sent(String messageId, @Nullable String sequenceNumber) {}

    static TopicRules rules(TopicDescription topic) {
        return new TopicRules(
                topic.isFifo(),
                topic.attributes().contentBasedDeduplication(),
                topic.attributes().maximumMessageSize());
    }

    /** What is asked, as the rules read it. */
    static io.posthorn.topic.message.PublishInput draft(PublishInput input) {
        return new io.posthorn.topic.message.PublishInput(
                input.message(),
                input.subject(),
                input.messageStructure(),
                attributes(input.messageAttributes()),
                input.messageGroupId(),
                input.messageDeduplicationId());
    }

    /** One message of a batch, as the rules read it. */
    static io.posthorn.topic.message.PublishInput draft(PublishBatchRequestEntry entry) {
        return new io.posthorn.topic.message.PublishInput(
                entry.message(),
                entry.subject(),
                entry.messageStructure(),
                attributes(entry.messageAttributes()),
                entry.messageGroupId(),
                entry.messageDeduplicationId());
    }

    private static Map<String, AttributeInput> attributes(Map<String, MessageAttributeValue> attributes) {
        Map<String, AttributeInput> inputs = new LinkedHashMap<>();
        attributes.forEach((name, value) ->
                inputs.put(name, new AttributeInput(value.dataType(), value.stringValue(), value.binaryValue())));
        return inputs;
    }

    /** Makes {@code publication} durable; ServiceUnavailable when that fails, and it may be durable all the same. */
    static Uni<Sent> of(SnsContext sns, TopicDescription topic, Publication publication) {
        String id = sns.ids().get().toString();
        Instant now = sns.clock().instant().truncatedTo(ChronoUnit.MILLIS);
        return sns.publisher()
                .publish(Published.record(topic.key(), topic.id(), id, now, publication))
                .map(offset -> {
                    sns.meters().published(topic.key(), publication.sizeBytes());
                    return new Sent(id, topic.isFifo() ? SequenceNumbers.of(offset) : null);
                })
                // Control characters take six bytes each where it is written down: the limit of the text alone is not
                // enough.
                .onFailure(PublicationTooLargeException.class)
                .transform(_ -> SnsErrors.invalid("Message too long"))
                .onFailure(failure -> failure instanceof KafkaException || failure instanceof PublisherBusyException)
                .transform(failure -> {
                    sns.meters().failed(failure);
                    return ApiService.SERVICE_UNAVAILABLE.because(ApiService.UNAVAILABLE_TEXT);
                });
    }
}
