package io.posthorn.queue.api;

import io.posthorn.queue.queue.NewVisibility;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.queue.state.Deletion;
import io.posthorn.queue.state.ReceiptHandle;
import io.posthorn.queue.state.ReceiptHandleCodec;
import io.posthorn.queue.state.VisibilityChange;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What receipt handles may be used for, and what a caller is told who uses one otherwise. */
final class HandleRules {
    private static final String PARAMETER = "ReceiptHandle";

    private final SqsContext sqs;

    HandleRules(SqsContext sqs) {
        this.sqs = sqs;
    }

    /** The handle that {@code text} is, or ReceiptHandleIsInvalid. */
    ReceiptHandle parse(String text) {
        return switch (sqs.handles().parse(text)) {
            case ReceiptHandleCodec.Parsed.Valid(ReceiptHandle handle) -> handle;
            case ReceiptHandleCodec.Parsed.Invalid() -> throw invalid(text);
        };
    }

    /** What a change of visibility asks for, in range. */
    NewVisibility newVisibility(@Nullable String text, @Nullable Integer timeout) {
        String handle = Parameters.required(text, PARAMETER);
        Duration seconds = Parameters.visibilityTimeout(timeout)
                .orElseThrow(() -> SqsErrors.missingParameter("VisibilityTimeout"));
        return new NewVisibility(parse(handle), seconds, sqs.dialect().saysMessageNotInflight());
    }

    /** Returns when the caller may think the message deleted. */
    void requireDeleted(String text, Deletion result) {
        switch (result) {
            case DELETED, STALE -> {}
            case EXPIRED -> throw SqsErrors.invalidParameter(text, PARAMETER, "The receipt handle has expired.");
            case NOT_THIS_QUEUE -> throw invalid(text);
        }
    }

    /** Returns when the visibility was changed as asked. */
    void requireChanged(@Nullable String text, NewVisibility asked, VisibilityChange result) {
        String handle = Parameters.required(text, PARAMETER);
        switch (result) {
            case CHANGED -> {}
            case NOT_AVAILABLE -> throw notAvailable(handle);
            case BEYOND_LIMIT ->
                throw SqsErrors.invalidParameter(
                        Long.toString(asked.timeout().toSeconds()),
                        "VisibilityTimeout",
                        "Total VisibilityTimeout for the message is beyond the limit [43200 seconds]");
            case NOT_THIS_QUEUE -> throw invalid(handle);
        }
    }

    private RuntimeException notAvailable(String handle) {
        return sqs.dialect().saysMessageNotInflight()
                ? SqsErrors.MESSAGE_NOT_INFLIGHT.because("The message referred to isn't in flight.")
                : SqsErrors.invalidParameter(
                        handle, PARAMETER, "Message does not exist or is not available for visibility timeout change.");
    }

    private RuntimeException invalid(String text) {
        return SqsErrors.receiptHandleIsInvalid(sqs.dialect(), text);
    }
}
