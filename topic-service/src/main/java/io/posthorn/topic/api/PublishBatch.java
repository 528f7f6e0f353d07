package io.posthorn.topic.api;

import io.posthorn.platform.Call;
import io.posthorn.topic.catalog.TopicDescription;
import io.posthorn.topic.message.PublishBatchRules;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Fault;
import io.posthorn.wire.OperationShape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;

/** Publishes up to ten messages; each is accepted or fails by itself. */
final class PublishBatch extends SnsOperation<PublishBatchInput, PublishBatchOutput> {
    static final OperationShape<PublishBatchInput, PublishBatchOutput> SHAPE =
            new OperationShape<>("PublishBatch", PublishBatchInput.class, PublishBatchOutput.class);

    private final SnsContext sns;

    PublishBatch(SnsContext sns) {
        super(SHAPE);
        this.sns = sns;
    }

    @Override
    Uni<PublishBatchOutput> answer(Call call, PublishBatchInput input) {
        List<PublishBatchRules.Entry> entries = input.publishBatchRequestEntries().stream()
                .map(PublishBatch::entry)
                .toList();
        return sns.find(call, input.topicArn()).flatMap(topic -> {
            List<Uni<Result>> results = new ArrayList<>();
            for (PublishBatchRules.Checked each : PublishBatchRules.check(entries, Publishing.rules(topic))) {
                results.add(
                        switch (each) {
                            case PublishBatchRules.Checked.Accepted accepted -> publish(topic, accepted);
                            case PublishBatchRules.Checked.Refused(String id, ApiException fault) ->
                                Uni.createFrom().item(failed(id, fault));
                        });
            }
            return Uni.join().all(results).andFailFast().map(PublishBatch::output);
        });
    }

    private sealed interface Result {
        record Successful(PublishBatchResultEntry entry) implements Result {}

        record Failed(BatchResultErrorEntry entry) implements Result {}
    }

    private Uni<Result> publish(TopicDescription topic, PublishBatchRules.Checked.Accepted accepted) {
        return Publishing.of(sns, topic, accepted.publication())
                .<Result>map(sent -> new Result.Successful(
                        new PublishBatchResultEntry(accepted.id(), sent.messageId(), sent.sequenceNumber())))
                .onFailure(ApiException.class)
                .recoverWithItem(failure -> failed(accepted.id(), failure));
    }

    private static Result failed(String id, ApiException fault) {
        return new Result.Failed(new BatchResultErrorEntry(
                id, fault.error().queryCode(), fault.text(), fault.error().fault() == Fault.SENDER));
    }

    private static PublishBatchOutput output(List<Result> results) {
        List<PublishBatchResultEntry> successful = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (Result result : results) {
            switch (result) {
                case Result.Successful(PublishBatchResultEntry entry) -> successful.add(entry);
                case Result.Failed(BatchResultErrorEntry entry) -> failed.add(entry);
            }
        }
        return new PublishBatchOutput(successful, failed);
    }

    private static PublishBatchRules.Entry entry(PublishBatchRequestEntry entry) {
        return new PublishBatchRules.Entry(entry.id(), Publishing.draft(entry));
    }
}
