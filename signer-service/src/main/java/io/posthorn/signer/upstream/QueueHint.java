package io.posthorn.signer.upstream;

import io.posthorn.platform.AccountId;
import io.posthorn.wire.WireRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The queue that a request seems to be about, found without decoding it: in a JSON body's {@code QueueUrl} or
 * {@code QueueName}, a form's, or the path. Good enough to choose a replica
 * and to count, never to decide what is done.
 *
 * @param account the account in the queue's URL, or null
 * @param name the queue's name
 */
public record QueueHint(@Nullable AccountId account, String name) {
    /** How far into a body a queue is looked for. */
    private static final int MAX_SCANNED_BYTES = 8 * 1024;

    private static final int MAX_URL_CHARS = 1024;

    /** What stands between folder and queue in URLs of Yandex Cloud. */
    private static final Pattern RESOURCE = Pattern.compile("dj6[0-9a-v]{17}");

    /** The queue that {@code request} seems to be about, or null when it seems to be about none. */
    public static @Nullable QueueHint of(WireRequest request) {
        int length = Math.min(request.body().length, MAX_SCANNED_BYTES);
        // no copy is made of a body that holds neither
        String body = new String(request.body(), 0, length, StandardCharsets.ISO_8859_1);
        String url = json(body, "\"QueueUrl\"");
        if (url == null) {
            url = parameter(body, "QueueUrl=");
        }
        if (url == null) {
            url = parameter(request.query(), "QueueUrl=");
        }
        if (url != null) {
            return ofPath(url);
        }
        String name = json(body, "\"QueueName\"");
        if (name == null) {
            name = parameter(body, "QueueName=");
        }
        if (name == null) {
            name = parameter(request.query(), "QueueName=");
        }
        return name == null ? ofPath(request.path()) : new QueueHint(null, name);
    }

    /** The last segment is the queue; the one before it, if it can be and is no resource of Yandex Cloud, the account. */
    private static @Nullable QueueHint ofPath(String path) {
        int last = path.lastIndexOf('/');
        if (last < 0 || last == path.length() - 1) {
            return null;
        }
        String name = path.substring(last + 1);
        int end = last;
        int before = path.lastIndexOf('/', end - 1);
        if (before > 0 && RESOURCE.matcher(path.substring(before + 1, end)).matches()) {
            end = before;
            before = path.lastIndexOf('/', end - 1);
        }
        AccountId account = null;
        if (before >= 0 && end - before > 1) {
            try {
                account = new AccountId(path.substring(before + 1, end));
            } catch (IllegalArgumentException e) {
                // a host or some prefix: the caller's own account it is
                account = null;
            }
        }
        return new QueueHint(account, name);
    }

    private static @Nullable String json(String body, String member) {
        int at = body.indexOf(member);
        if (at < 0) {
            return null;
        }
        int open = body.indexOf('"', at + member.length());
        int close = open < 0 ? -1 : body.indexOf('"', open + 1);
        return close < 0 || close - open > MAX_URL_CHARS
                ? null
                : body.substring(open + 1, close).replace("\\/", "/");
    }

    private static @Nullable String parameter(String form, String prefix) {
        int at = form.startsWith(prefix) ? 0 : form.indexOf("&" + prefix) + 1;
        if (at == 0 && !form.startsWith(prefix)) {
            return null;
        }
        int from = at + prefix.length();
        int ampersand = form.indexOf('&', from);
        int end = ampersand < 0 ? form.length() : ampersand;
        if (end - from > MAX_URL_CHARS) {
            return null;
        }
        try {
            return URLDecoder.decode(form.substring(from, end), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
