package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import java.util.Objects;
import java.util.UUID;

/**
 * What something is delivered to.
 *
 * @param account whose target it is
 * @param kind the name of its {@link TargetKind}
 * @param id which of that kind
 */
public record TargetKey(AccountId account, String kind, UUID id) {
    public TargetKey {
        Objects.requireNonNull(account);
        Objects.requireNonNull(kind);
        Objects.requireNonNull(id);
    }
}
