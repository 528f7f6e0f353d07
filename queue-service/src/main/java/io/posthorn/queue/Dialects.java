package io.posthorn.queue;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.queue.queue.Dialect;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Whose rules a call is answered by: its account decides, or the host that it came to. */
final class Dialects {
    private final Set<AccountId> yandexAccounts;
    private final Set<String> yandexHosts;

    /** Fails with {@link IllegalArgumentException} when an account is not one or a host is more than a host. */
    Dialects(QueueServiceConfig.Yandex yandex) {
        yandexAccounts =
                yandex.accounts().orElse(Set.of()).stream().map(AccountId::new).collect(Collectors.toUnmodifiableSet());
        yandexHosts =
                yandex.hosts().orElse(Set.of()).stream().map(Dialects::host).collect(Collectors.toUnmodifiableSet());
    }

    /** The dialect of {@code call}'s answer, whole. */
    Dialect of(Call call) {
        if (yandexAccounts.contains(call.account())) {
            return Dialect.YANDEX;
        }
        return !yandexHosts.isEmpty() && isYandex(call.origin()) ? Dialect.YANDEX : Dialect.AWS;
    }

    private boolean isYandex(String origin) {
        String authority = origin.substring(origin.indexOf("://") + 3).toLowerCase(Locale.ROOT);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return yandexHosts.contains(authority)
                || (hasPort && colon >= 0 && yandexHosts.contains(authority.substring(0, colon)));
    }

    private static String host(String configured) {
        if (configured.isBlank() || configured.contains("/")) {
            throw new IllegalArgumentException(
                    "posthorn.queue.yandex.hosts has hosts such as message-queue.example or localhost:4567");
        }
        return configured.strip().toLowerCase(Locale.ROOT);
    }
}
