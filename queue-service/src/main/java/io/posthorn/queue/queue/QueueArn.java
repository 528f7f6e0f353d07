package io.posthorn.queue.queue;

import io.posthorn.platform.AccountId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A queue's ARN: {@code arn:aws:sqs:REGION:ACCOUNT:NAME}, or {@code yrn:yc:ymq:REGION:FOLDER:NAME} in Yandex Cloud. */
public final class QueueArn {
    private static final Pattern FORM =
            Pattern.compile("(?:arn:aws:sqs|yrn:(?:yc:ymq|ya:sqs)):([a-z0-9-]{1,64}):([a-z0-9]{1,32}):([^:]{1,80})");

    private QueueArn() {}

    /** The ARN of the queue as {@code dialect} writes it. */
    public static String of(Dialect dialect, QueueKey key) {
        return dialect.arnPrefix() + key.region() + ":" + key.account() + ":" + key.name();
    }

    /** The ARN {@code arn} of a queue as {@code dialect} writes it; one that names no queue stays as it is. */
    public static String in(Dialect dialect, String arn) {
        return arn.startsWith(dialect.arnPrefix())
                ? arn
                : parse(arn).map(key -> of(dialect, key)).orElse(arn);
    }

    /** The queue that {@code arn} names, in either family, or empty when it names none. */
    public static Optional<QueueKey> parse(String arn) {
        Matcher parts = FORM.matcher(arn);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return QueueName.parse(parts.group(3))
                .map(name -> new QueueKey(new AccountId(parts.group(2)), parts.group(1), name));
    }
}
