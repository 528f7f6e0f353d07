package io.posthorn.platform;

import java.util.Objects;

/**
 * An identity within an account.
 *
 * @param arn such as {@code arn:aws:iam::123456789012:user/alice} or {@code arn:aws:iam::123456789012:root}
 * @param userId the unique id that {@code GetCallerIdentity} and {@code SenderId} show, such as
 *     {@code AIDA…}; the account id itself for root
 */
public record Principal(String arn, String userId) {
    public Principal {
        Objects.requireNonNull(arn);
        Objects.requireNonNull(userId);
    }

    /** The account's own root identity. */
    public static Principal rootOf(AccountId account) {
        return new Principal("arn:aws:iam::" + account + ":root", account.value());
    }
}
