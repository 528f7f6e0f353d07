package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueAttribute;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.Counts;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/** Shows attributes of a queue; those it does not have are left out. */
final class GetQueueAttributes extends SqsOperation<GetQueueAttributesInput, GetQueueAttributesOutput> {
    static final OperationShape<GetQueueAttributesInput, GetQueueAttributesOutput> SHAPE =
            new OperationShape<>("GetQueueAttributes", GetQueueAttributesInput.class, GetQueueAttributesOutput.class);

    private static final String ALL = "All";
    private static final Set<QueueAttribute> COUNTED = EnumSet.of(
            QueueAttribute.APPROXIMATE_NUMBER_OF_MESSAGES,
            QueueAttribute.APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED,
            QueueAttribute.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE);

    private final SqsContext sqs;

    GetQueueAttributes(SqsContext sqs) {
        super(SHAPE);
        this.sqs = sqs;
    }

    @Override
    Uni<GetQueueAttributesOutput> answer(Call call, GetQueueAttributesInput input) {
        Set<QueueAttribute> wanted = wanted(input.attributeNames());
        return sqs.open(call, input.queueUrl()).flatMap(queue -> {
            if (Collections.disjoint(wanted, COUNTED)) {
                return Uni.createFrom().item(output(queue.description(), wanted, null));
            }
            return queue.counts().map(counts -> output(queue.description(), wanted, counts));
        });
    }

    private Set<QueueAttribute> wanted(List<String> names) {
        Set<QueueAttribute> wanted = EnumSet.noneOf(QueueAttribute.class);
        for (String name : names) {
            if (name.equals(ALL)) {
                wanted.addAll(EnumSet.allOf(QueueAttribute.class));
            } else {
                wanted.add(QueueAttribute.named(name)
                        .filter(sqs.dialect()::supports)
                        .orElseThrow(() -> SqsErrors.unknownAttribute(name)));
            }
        }
        wanted.removeIf(attribute -> !sqs.dialect().supports(attribute));
        return wanted;
    }

    private GetQueueAttributesOutput output(
            QueueDescription queue, Set<QueueAttribute> wanted, @Nullable Counts counts) {
        Map<String, String> attributes = new TreeMap<>();
        for (QueueAttribute attribute : wanted) {
            value(queue, attribute, counts).ifPresent(value -> attributes.put(attribute.wireName(), value));
        }
        return new GetQueueAttributesOutput(attributes);
    }

    private Optional<String> value(QueueDescription queue, QueueAttribute attribute, @Nullable Counts counts) {
        return switch (attribute) {
            case APPROXIMATE_NUMBER_OF_MESSAGES -> count(counts, Counts::visible);
            case APPROXIMATE_NUMBER_OF_MESSAGES_DELAYED -> count(counts, Counts::delayed);
            case APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE -> count(counts, Counts::inFlight);
            case CREATED_TIMESTAMP -> Optional.of(seconds(queue.createdAt()));
            case LAST_MODIFIED_TIMESTAMP -> Optional.of(seconds(queue.modifiedAt()));
            case QUEUE_ARN -> Optional.of(QueueArn.of(sqs.dialect(), queue.key()));
            case DELAY_SECONDS,
                    MAXIMUM_MESSAGE_SIZE,
                    MESSAGE_RETENTION_PERIOD,
                    RECEIVE_MESSAGE_WAIT_TIME_SECONDS,
                    VISIBILITY_TIMEOUT,
                    POLICY,
                    REDRIVE_POLICY,
                    REDRIVE_ALLOW_POLICY,
                    KMS_MASTER_KEY_ID,
                    KMS_DATA_KEY_REUSE_PERIOD_SECONDS,
                    SQS_MANAGED_SSE_ENABLED,
                    FIFO_QUEUE,
                    CONTENT_BASED_DEDUPLICATION,
                    DEDUPLICATION_SCOPE,
                    FIFO_THROUGHPUT_LIMIT -> queue.attributes().shown(sqs.dialect(), attribute);
        };
    }

    private static Optional<String> count(@Nullable Counts counts, ToIntFunction<Counts> figure) {
        return Optional.ofNullable(counts).map(known -> Integer.toString(figure.applyAsInt(known)));
    }

    private static String seconds(Instant moment) {
        return Long.toString(moment.getEpochSecond());
    }
}
