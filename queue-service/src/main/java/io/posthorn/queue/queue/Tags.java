package io.posthorn.queue.queue;

import io.posthorn.wire.ApiException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** What the tags of a queue must keep. Case matters in keys and values. */
public final class Tags {
    /** The most tags of a queue. */
    public static final int MAX_TAGS = 50;

    private static final int MAX_KEY_LENGTH = 128;
    private static final int MAX_VALUE_LENGTH = 256;
    private static final Pattern CHARACTERS = Pattern.compile("[\\p{L}\\p{N}\\p{Z}_.:/=+@-]*");
    private static final Pattern YANDEX_KEY = Pattern.compile("[a-z][a-z0-9_-]{0,62}");
    private static final Pattern YANDEX_VALUE = Pattern.compile("[a-z0-9_-]{1,63}");

    private Tags() {}

    /** Checks tags to give a queue; fails with InvalidParameterValue. */
    public static void check(Dialect dialect, QueueName queue, Map<String, String> tags) {
        tags.forEach((key, value) -> {
            switch (dialect) {
                case AWS -> checkAws(key, value);
                case YANDEX -> checkYandex(key, value);
            }
        });
        requireRoom(queue, tags);
    }

    /** {@code current} with {@code added}; fails with InvalidParameterValue when they are too many then. */
    public static Map<String, String> added(QueueName queue, Map<String, String> current, Map<String, String> added) {
        Map<String, String> tags = new TreeMap<>(current);
        tags.putAll(added);
        requireRoom(queue, tags);
        return tags;
    }

    private static void requireRoom(QueueName queue, Map<String, String> tags) {
        if (tags.size() > MAX_TAGS) {
            throw invalid("Too many tags added for queue " + queue + ".");
        }
    }

    private static void checkAws(String key, String value) {
        int keyLength = key.codePointCount(0, key.length());
        if (keyLength < 1 || keyLength > MAX_KEY_LENGTH) {
            throw invalid("Tag keys must be between 1 and 128 characters in length.");
        }
        if (value.codePointCount(0, value.length()) > MAX_VALUE_LENGTH) {
            throw invalid("Tag values must be between 0 and 256 characters in length.");
        }
        if (key.toLowerCase(Locale.ROOT).startsWith("aws:")) {
            throw invalid("Tag keys must not begin with 'aws:', which is reserved.");
        }
        if (!CHARACTERS.matcher(key).matches() || !CHARACTERS.matcher(value).matches()) {
            throw invalid("Tag keys and values can only contain letters, digits, spaces and _ . : / = + - @.");
        }
    }

    private static void checkYandex(String key, String value) {
        if (!YANDEX_KEY.matcher(key).matches() || !YANDEX_VALUE.matcher(value).matches()) {
            throw invalid(
                    "Tag keys and values can only contain lower-case letters, digits, hyphens and underscores, keys"
                            + " beginning with a letter. 1 to 63 in length.");
        }
    }

    private static ApiException invalid(String text) {
        return SqsErrors.INVALID_PARAMETER_VALUE.because(text);
    }
}
