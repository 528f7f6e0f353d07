package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
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
        int begin = beginOfPath(text);
        int end = text.length() > begin && text.charAt(text.length() - 1) == '/' ? text.length() - 1 : text.length();
        int first = text.indexOf('/', begin, end);
        if (first < 0) {
            return of(caller, region, text.substring(begin, end), Optional.empty());
        }
        String account = text.substring(begin, first);
        if (!AccountId.isValid(account)) {
            return Optional.empty();
        }
        AccountId owner = account.equals(caller.value()) ? caller : new AccountId(account);
        int second = text.indexOf('/', first + 1, end);
        if (second < 0) {
            return of(owner, region, text.substring(first + 1, end), Optional.empty());
        }
        String resource = text.substring(first + 1, second);
        return dialect == Dialect.YANDEX && RESOURCE.matcher(resource).matches()
                ? of(owner, region, text.substring(second + 1, end), Optional.of(resource))
                : Optional.empty();
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

    private static Optional<QueueUrl> of(AccountId account, String region, String name, Optional<String> resource) {
        return QueueName.parse(name).map(valid -> new QueueUrl(new QueueKey(account, region, valid), resource));
    }

    /** Where the path begins, after the host and the first slash; 0 when the text has neither. */
    private static int beginOfPath(String text) {
        int begin = 0;
        if (text.regionMatches(true, 0, "http://", 0, 7) || text.regionMatches(true, 0, "https://", 0, 8)) {
            int slash = text.indexOf('/', text.indexOf("://") + 3);
            begin = slash < 0 ? text.length() : slash;
        }
        return begin < text.length() && text.charAt(begin) == '/' ? begin + 1 : begin;
    }

    private static String resourceOf(long id) {
        String digits = Long.toUnsignedString(id, RESOURCE_RADIX);
        return RESOURCE_PREFIX + "0".repeat(RESOURCE_DIGITS - digits.length()) + digits;
    }
}
