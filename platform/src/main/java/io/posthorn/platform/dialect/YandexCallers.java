package io.posthorn.platform.dialect;

import io.posthorn.platform.AccountId;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is answered as Yandex Message Queue answers: callers of some accounts, and whoever came to some hosts. */
public final class YandexCallers {
    private final Set<AccountId> accounts;
    private final Set<String> hosts;

    /**
     * @param accounts the accounts, which are folders then
     * @param hosts the hosts of the endpoint's URL as callers write them, each with its port or for every port
     * @throws IllegalArgumentException when an account is not one or a host is more than a host
     */
    public YandexCallers(Set<String> accounts, Set<String> hosts) {
        this.accounts = accounts.stream().map(AccountId::new).collect(Collectors.toUnmodifiableSet());
        this.hosts = hosts.stream().map(YandexCallers::host).collect(Collectors.toUnmodifiableSet());
    }

    /** Whether a caller of {@code account} who came to {@code origin} is one. */
    public boolean include(AccountId account, String origin) {
        return accounts.contains(account) || include(origin);
    }

    /** Whether everybody who came to {@code origin}, such as {@code http://localhost:4566}, is one. */
    public boolean include(String origin) {
        if (hosts.isEmpty()) {
            return false;
        }
        String authority = origin.substring(origin.indexOf("://") + 3).toLowerCase(Locale.ROOT);
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        return hosts.contains(authority) || (hasPort && colon >= 0 && hosts.contains(authority.substring(0, colon)));
    }

    private static String host(String configured) {
        if (configured.isBlank() || configured.contains("/")) {
            throw new IllegalArgumentException(
                    "posthorn.queue.yandex.hosts has hosts such as message-queue.example or localhost:4567");
        }
        return configured.strip().toLowerCase(Locale.ROOT);
    }
}
