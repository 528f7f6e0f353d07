package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.signer.sigv4.SigningSecret;
import java.util.Objects;

/**
 * An active access key as the edge needs it.
 *
 * @param id the key's public id, such as {@code AKIA…}
 * @param account the account that it belongs to
 * @param principal the identity that it acts as
 * @param secret its secret
 */
public record AccessKey(String id, AccountId account, Principal principal, SigningSecret secret) {
    public AccessKey {
        Objects.requireNonNull(id);
        Objects.requireNonNull(account);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(secret);
    }

    /** The id and account only. */
    @Override
    public String toString() {
        return "AccessKey[" + id + " of " + account + "]";
    }
}
