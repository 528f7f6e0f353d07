package io.posthorn.queue.api;

import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueuePage;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a list of queues goes on: {@code ACTION:NAME} of the last queue shown, in base64. Opaque to callers; a token is
 * good for the action that gave it, for ever, since the next page begins after a name whether or not that queue is still
 * there.
 */
final class PageToken {
    /** The longest page, and its length when none is asked for. */
    static final int MAX_RESULTS = 1000;

    /** No token is longer, in characters. */
    private static final int MAX_LENGTH = 256;

    private PageToken() {}

    /** The token after {@code page}, or null when it is the last. */
    static @Nullable String next(OperationShape<?, ?> action, QueuePage page) {
        if (!page.more() || page.entries().isEmpty()) {
            return null;
        }
        String text = action.name() + ":" + page.entries().getLast().key().name();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The queue after which to go on; empty for the first page. Fails with InvalidParameterValue. */
    static Optional<QueueName> after(OperationShape<?, ?> action, @Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        String text = token.length() > MAX_LENGTH ? "" : decoded(token);
        String prefix = action.name() + ":";
        if (!text.startsWith(prefix)) {
            throw invalid();
        }
        return Optional.of(QueueName.parse(text.substring(prefix.length())).orElseThrow(PageToken::invalid));
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
    }

    private static RuntimeException invalid() {
        return SqsErrors.INVALID_PARAMETER_VALUE.because("Invalid or expired next token.");
    }
}
