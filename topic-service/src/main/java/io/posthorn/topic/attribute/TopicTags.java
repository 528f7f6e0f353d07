package io.posthorn.topic.attribute;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.wire.ApiException;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the tags of a topic must keep. Case matters in keys and values. */
public final class TopicTags {
    /** The most tags of a topic. */
    public static final int MAX_TAGS = 50;

    private static final int MAX_KEY_LENGTH = 128;
    private static final int MAX_VALUE_LENGTH = 256;
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/=+@-]*");

    private TopicTags() {}

    /** The tags by their keys, each checked; fails with InvalidParameter or TagLimitExceeded. */
    public static Map<String, String> of(List<Tag> given) {
        Map<String, String> tags = new TreeMap<>();
        for (Tag tag : given) {
            check(tag);
            if (tags.put(tag.key(), tag.value()) != null) {
                throw SnsErrors.invalid("Duplicated keys are not allowed.");
            }
        }
        requireRoom(tags);
        return Collections.unmodifiableMap(tags);
    }

    /** {@code current} with {@code added}; fails with TagLimitExceeded when they are too many then. */
    public static Map<String, String> added(Map<String, String> current, Map<String, String> added) {
        Map<String, String> tags = new TreeMap<>(current);
        tags.putAll(added);
        requireRoom(tags);
        return Collections.unmodifiableMap(tags);
    }

    /** {@code current} without those of {@code keys}; keys that it does not have are no matter. */
    public static Map<String, String> removed(Map<String, String> current, List<String> keys) {
        Map<String, String> tags = new TreeMap<>(current);
        keys.forEach(tags::remove);
        return Collections.unmodifiableMap(tags);
    }

    /** Whether CreateTopic with tags {@code given} is answered as the first: it was given none or the same. */
    public static boolean same(Map<String, String> current, Map<String, String> given) {
        return given.isEmpty() || current.equals(given);
    }

    /** What CreateTopic answers when it was given other tags than the topic has. */
    public static ApiException different() {
        return SnsErrors.invalid("Tags", "Topic already exists with different tags");
    }

    private static void check(Tag tag) {
        String key = tag.key();
        int keyLength = key.codePointCount(0, key.length());
        if (keyLength < 1 || keyLength > MAX_KEY_LENGTH) {
            throw SnsErrors.invalid("Tags", "Tag keys must be between 1 and 128 characters in length.");
        }
        if (tag.value().codePointCount(0, tag.value().length()) > MAX_VALUE_LENGTH) {
            throw SnsErrors.invalid("Tags", "Tag values must be between 0 and 256 characters in length.");
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw SnsErrors.invalid("Tags", "Tag keys must not begin with 'aws:', which is reserved.");
        }
        if (!CHARACTERS.matcher(key).matches()
                || !CHARACTERS.matcher(tag.value()).matches()) {
            throw SnsErrors.invalid(
                    "Tags", "Tag keys and values can only contain letters, digits, spaces and _ . : / = + - @.");
        }
    }

    private static void requireRoom(Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw SnsErrors.TAG_LIMIT_EXCEEDED.because(
                    "Could not complete request: tag quota of per resource exceeded");
        }
    }
}
