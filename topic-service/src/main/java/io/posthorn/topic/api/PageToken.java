package io.posthorn.topic.api;

import io.posthorn.topic.catalog.Page;
import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicName;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.OperationShape;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Where a list goes on: {@code ACTION:LAST} of the last thing shown, in base64. Opaque to callers; a token is good for the
 * action that gave it, for ever, since the next page begins after what was shown whether or not that is still there.
 */
final class PageToken {
    /** How many a page has at most. */
    static final int PAGE = 100;

    /** No token is longer, in characters. */
    private static final int MAX_LENGTH = 512;

    private PageToken() {}

    /** The token after {@code page}, or null when it is the last. */
    static <T> @Nullable String next(OperationShape<?, ?> action, Page<T> page, Function<T, String> name) {
        if (!page.more() || page.items().isEmpty()) {
            return null;
        }
        String text = action.name() + ":" + name.apply(page.items().getLast());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** What was shown last; empty for the first page. Fails with InvalidParameter. */
    static Optional<String> after(OperationShape<?, ?> action, @Nullable String token) {
        if (token == null || token.isEmpty()) {
            return Optional.empty();
        }
        String text = token.length() > MAX_LENGTH ? "" : decoded(token);
        String prefix = action.name() + ":";
        if (!text.startsWith(prefix)) {
            throw invalid();
        }
        return Optional.of(text.substring(prefix.length()));
    }

    /** The topic that {@code last} names. */
    static TopicName topic(String last) {
        return TopicName.parse(last).orElseThrow(PageToken::invalid);
    }

    /** The subscription that {@code last} names. */
    static UUID subscription(String last) {
        try {
            return UUID.fromString(last);
        } catch (IllegalArgumentException noId) {
            throw invalid();
        }
    }

    private static String decoded(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException notBase64) {
            throw invalid();
        }
    }

    private static ApiException invalid() {
        return SnsErrors.invalid("NextToken");
    }
}
