package io.posthorn.topic.message;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a batch of messages must keep. Most faults of an entry are the whole request's; only a Subject, an empty message,
 * an id's form and one message's size fail an entry by itself.
 */
public final class PublishBatchRules {
    /** The most entries of a batch. */
    static final int MAX_ENTRIES = 10;

    /** The longest Id of an entry, in characters. */
    static final int MAX_ENTRY_ID_LENGTH = 80;

    private PublishBatchRules() {}

    /**
     * A message of a batch as it was sent.
     *
     * @param id Id, absent if none was sent
     * @param input the message
     */
    public record Entry(@Nullable String id, PublishInput input) {}

    /** What became of one entry. */
    public sealed interface Checked {
        /** The entry's Id. */
        String id();

        /** It keeps the rules. */
        record Accepted(String id, Publication publication) implements Checked {}

        /** It fails by itself, for the reason that {@code fault} carries. */
        record Refused(String id, ApiException fault) implements Checked {}
    }

    /**
     * Checks a batch for a topic.
     *
     * @return as many as there are entries, in their order
     * @throws ApiException what the whole request is answered with
     */
    public static List<Checked> check(List<Entry> entries, TopicRules topic) {
        List<String> ids = checkIds(entries);
        for (Entry entry : entries) {
            checkWhatFailsTheRequest(entry.input(), topic);
        }
        List<Checked> checked = new ArrayList<>(entries.size());
        long size = 0;
        for (int i = 0; i < entries.size(); i++) {
            String id = ids.get(i);
            try {
                Publication publication =
                        PublishRules.checkUnsized(entries.get(i).input(), topic);
                size += publication.sizeBytes();
                checked.add(new Checked.Accepted(id, publication));
            } catch (ApiException fault) {
                checked.add(new Checked.Refused(id, fault));
            }
        }
        if (size > Math.max(topic.maximumMessageSize(), TopicRules.DEFAULT_MAXIMUM_MESSAGE_SIZE)) {
            throw SnsErrors.BATCH_REQUEST_TOO_LONG.because(
                    "The length of all the messages put together is more than the limit.");
        }
        checked.replaceAll(one -> sized(one, topic));
        return List.copyOf(checked);
    }

    /** That there are entries, not too many, with well-formed and distinct ids, in this order. */
    private static List<String> checkIds(List<Entry> entries) {
        if (entries.isEmpty()) {
            throw SnsErrors.EMPTY_BATCH_REQUEST.because("The batch request doesn't contain any entries.");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw SnsErrors.TOO_MANY_ENTRIES_IN_BATCH_REQUEST.because(
                    "The batch request contains more entries than permissible.");
        }
        List<String> ids = new ArrayList<>(entries.size());
        for (int i = 0; i < entries.size(); i++) {
            String id = entries.get(i).id();
            if (id == null) {
                throw SnsErrors.missing("publishBatchRequestEntries." + (i + 1) + ".member.id");
            }
            checkIdForm(id);
            ids.add(id);
        }
        Set<String> distinct = new HashSet<>(ids);
        if (distinct.size() < ids.size()) {
            throw SnsErrors.BATCH_ENTRY_IDS_NOT_DISTINCT.because(
                    "Two or more batch entries in the request have the same Id.");
        }
        return ids;
    }

    private static void checkIdForm(String id) {
        if (id.length() > MAX_ENTRY_ID_LENGTH) {
            throw SnsErrors.INVALID_BATCH_ENTRY_ID.because(
                    "The Id of a batch entry in the batch request is too long: " + id);
        }
        boolean wellFormed = !id.isEmpty() && id.chars().allMatch(PublishBatchRules::isIdCharacter);
        if (!wellFormed) {
            throw SnsErrors.INVALID_BATCH_ENTRY_ID.because(
                    "The Id of a batch entry in the batch request contains an impermissible character: " + id);
        }
    }

    private static boolean isIdCharacter(int c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    }

    /** Faults of an entry that the service answers the whole request with, those of ids before those of contents. */
    private static void checkWhatFailsTheRequest(PublishInput input, TopicRules topic) {
        PublishRules.checkPresentIds(input, topic);
        PublishRules.checkStructureName(input.messageStructure());
        String message = input.message();
        if (message == null) {
            throw SnsErrors.missing("message");
        }
        if (input.messageStructure() != null && !message.isEmpty()) {
            MessageStructure.parse(message);
        }
        MessageAttributes.check(input.attributes());
    }

    private static Checked sized(Checked one, TopicRules topic) {
        return switch (one) {
            case Checked.Refused refused -> refused;
            case Checked.Accepted accepted -> {
                try {
                    PublishRules.checkSize(accepted.publication(), topic);
                    yield accepted;
                } catch (ApiException fault) {
                    yield new Checked.Refused(accepted.id(), fault);
                }
            }
        };
    }
}
