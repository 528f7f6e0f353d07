package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A queue's URL. On AWS {@code ORIGIN/ACCOUNT/NAME}; in Yandex Cloud {@code ORIGIN/FOLDER/RESOURCE/NAME}, where the
 * resource is another after a queue was deleted and created again. Whatever host a URL names, it is this installation:
 * callers reach one through many names.
 *
 * @param key the queue that it names
 * @param resource the resource id that it names, in Yandex Cloud
 */
public record QueueUrl(QueueKey key, Optional<String> resource) {
    /** The longest URL that is looked at, in characters. */
    private static final int MAX_LENGTH = 1024;

    private static final Pattern ACCOUNT = Pattern.compile("[a-z0-9]{1,32}");
    private static final Pattern RESOURCE = Pattern.compile("dj6[0-9a-v]{17}");
    private static final String RESOURCE_PREFIX = "dj6";
    private static final int RESOURCE_DIGITS = 17;
    private static final int RESOURCE_RADIX = 32;

    /**
     * Reads what a caller gave as QueueUrl: a URL with any host, its path, or a bare queue name, with or without a slash at
     * its end. Empty when it names no queue.
     *
     * @param caller the owner of a queue that is named without an account
     * @param region the region that the call was signed for
     */
    public static Optional<QueueUrl> parse(Dialect dialect, AccountId caller, String region, String text) {
        if (text.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String path = pathOf(text);
        String[] segments = path.split("/", -1);
        return switch (segments.length) {
            case 1 -> of(caller.value(), region, segments[0], Optional.empty());
            case 2 -> of(segments[0], region, segments[1], Optional.empty());
            case 3 ->
                dialect == Dialect.YANDEX && RESOURCE.matcher(segments[1]).matches()
                        ? of(segments[0], region, segments[2], Optional.of(segments[1]))
                        : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** The URL of {@code queue} for a caller who came to {@code origin}. */
    public static String of(Dialect dialect, String origin, QueueDescription queue) {
        return of(dialect, origin, queue.key(), queue.id());
    }

    /** The URL of the queue {@code key} with the number {@code id} for a caller who came to {@code origin}. */
    public static String of(Dialect dialect, String origin, QueueKey key, long id) {
        return switch (dialect) {
            case AWS -> origin + "/" + key.account() + "/" + key.name();
            case YANDEX -> origin + "/" + key.account() + "/" + resourceOf(id) + "/" + key.name();
        };
    }

    /** Whether it is this very queue that the URL names, and not one of the same name before or after it. */
    public boolean names(QueueDescription queue) {
        return key.equals(queue.key())
                && resource.map(id -> id.equals(resourceOf(queue.id()))).orElse(true);
    }

    private static Optional<QueueUrl> of(String account, String region, String name, Optional<String> resource) {
        return ACCOUNT.matcher(account).matches()
                ? QueueName.parse(name)
                        .map(valid -> new QueueUrl(new QueueKey(new AccountId(account), region, valid), resource))
                : Optional.empty();
    }

    /** What follows the host, without slashes around it; the text itself when it has neither scheme nor path. */
    private static String pathOf(String text) {
        String lower = text.length() > 8 ? text.substring(0, 8).toLowerCase(Locale.ROOT) : "";
        int begin = 0;
        if (lower.startsWith("http://") || lower.startsWith("https://")) {
            int slash = text.indexOf('/', text.indexOf("://") + 3);
            begin = slash < 0 ? text.length() : slash;
        }
        if (begin < text.length() && text.charAt(begin) == '/') {
            begin++;
        }
        int end = text.length();
        if (end > begin && text.charAt(end - 1) == '/') {
            end--;
        }
        return text.substring(begin, end);
    }

    private static String resourceOf(long id) {
        String digits = Long.toUnsignedString(id, RESOURCE_RADIX);
        return RESOURCE_PREFIX + "0".repeat(RESOURCE_DIGITS - digits.length()) + digits;
    }
}
