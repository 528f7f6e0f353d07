package io.posthorn.queue;

import io.posthorn.platform.Call;
import io.posthorn.platform.dialect.YandexCallers;
import io.posthorn.queue.queue.Dialect;
import java.util.Set;

/** Whose rules a call is answered by: its account decides, or the host that it came to. */
final class Dialects {
    private final YandexCallers yandex;

    /** Fails with {@link IllegalArgumentException} when an account is not one or a host is more than a host. */
    Dialects(QueueServiceConfig.Yandex config) {
        yandex = new YandexCallers(
                config.accounts().orElse(Set.of()), config.hosts().orElse(Set.of()));
    }

    /** The dialect of {@code call}'s answer, whole. */
    Dialect of(Call call) {
        return yandex.include(call.account(), call.origin()) ? Dialect.YANDEX : Dialect.AWS;
    }
}
