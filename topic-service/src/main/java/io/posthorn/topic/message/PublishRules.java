package io.posthorn.topic.message;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a published message must keep. */
public final class PublishRules {
    /** A Subject is shorter than this, in characters. */
    static final int SUBJECT_LENGTH_END = 100;

    /** The longest MessageGroupId and MessageDeduplicationId, in characters. */
    static final int MAX_ID_LENGTH = 128;

    private static final String JSON_STRUCTURE = "json";

    private PublishRules() {}

    /**
     * Checks a message for a topic.
     *
     * @throws ApiException InvalidParameter, ParameterValueInvalid or ValidationError, whichever rule is broken first
     */
    public static Publication check(PublishInput input, TopicRules topic) {
        Publication checked = checkUnsized(input, topic);
        checkSize(checked, topic);
        return checked;
    }

    /** The same but for the size of the message, which in a batch is looked at after that of the whole batch. */
    static Publication checkUnsized(PublishInput input, TopicRules topic) {
        checkSubject(input.subject());
        String message = requireMessage(input.message());
        checkStructureName(input.messageStructure());
        checkIds(input, topic);
        Optional<MessageStructure> structure =
                input.messageStructure() == null ? Optional.empty() : Optional.of(MessageStructure.parse(message));
        MessageAttributes attributes = MessageAttributes.check(input.attributes());
        byte[] bytes = message.getBytes(StandardCharsets.UTF_8);
        return new Publication(
                message,
                structure,
                Optional.ofNullable(input.subject()),
                attributes,
                Optional.ofNullable(input.groupId()),
                deduplicationId(input, topic, bytes),
                bytes.length + attributes.sizeBytes());
    }

    static void checkSize(Publication publication, TopicRules topic) {
        if (publication.sizeBytes() > topic.maximumMessageSize()) {
            throw SnsErrors.invalid("Message too long");
        }
    }

    static ApiException emptyMessage() {
        return SnsErrors.invalid("Empty message");
    }

    static void checkSubject(@Nullable String subject) {
        if (subject == null) {
            return;
        }
        if (subject.isEmpty()
                || subject.codePointCount(0, subject.length()) >= SUBJECT_LENGTH_END
                || subject.codePoints().anyMatch(PublishRules::breaksSubject)) {
            throw SnsErrors.invalid("Subject");
        }
    }

    static String requireMessage(@Nullable String message) {
        if (message == null) {
            throw SnsErrors.missing("message");
        }
        if (message.isEmpty()) {
            throw emptyMessage();
        }
        return message;
    }

    static void checkStructureName(@Nullable String structure) {
        if (structure != null && !structure.equals(JSON_STRUCTURE)) {
            throw SnsErrors.invalid("MessageStructure");
        }
    }

    private static void checkIds(PublishInput input, TopicRules topic) {
        checkPresentIds(input, topic);
        checkId("MessageGroupId", input.groupId());
        checkId("MessageDeduplicationId", input.deduplicationId());
    }

    /** Which ids a FIFO topic asks for, and which no other topic takes. */
    static void checkPresentIds(PublishInput input, TopicRules topic) {
        if (topic.fifo()) {
            if (input.groupId() == null || input.groupId().isEmpty()) {
                throw SnsErrors.invalid("The MessageGroupId parameter is required for FIFO topics");
            }
            if (input.deduplicationId() == null && !topic.contentBasedDeduplication()) {
                throw SnsErrors.invalid("The topic should either have ContentBasedDeduplication enabled or"
                        + " MessageDeduplicationId provided explicitly");
            }
        } else if (input.deduplicationId() != null) {
            throw SnsErrors.invalid(
                    "MessageDeduplicationId",
                    "The request includes MessageDeduplicationId parameter that is not valid for this topic type");
        }
    }

    private static void checkId(String parameter, @Nullable String id) {
        if (id == null) {
            return;
        }
        if (id.isEmpty() || id.length() > MAX_ID_LENGTH || !id.chars().allMatch(c -> c > ' ' && c < 0x7F)) {
            throw SnsErrors.invalid(
                    parameter,
                    parameter + " can only include alphanumeric and punctuation characters. 1 to 128 in length");
        }
    }

    private static Optional<String> deduplicationId(PublishInput input, TopicRules topic, byte[] message) {
        if (!topic.fifo()) {
            return Optional.empty();
        }
        String given = input.deduplicationId();
        return Optional.of(given == null ? sha256(message) : given);
    }

    private static String sha256(byte[] message) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(message));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static boolean breaksSubject(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default -> false;
        };
    }
}
