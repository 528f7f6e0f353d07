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
    /**
     * Whoever runs the installation: the edge has seen the operator's token. No access key acts as this one, as its name is no
     * ARN; the call's account is then the one that is asked about.
     */
    public static final Principal OPERATOR = new Principal("operator", "operator");

    public Principal {
        Objects.requireNonNull(arn);
        Objects.requireNonNull(userId);
    }

    /** The account's own root identity. */
    public static Principal rootOf(AccountId account) {
        return new Principal("arn:aws:iam::" + account + ":root", account.value());
    }
}
