package io.posthorn.topic.topic;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.arn.Arn;
import java.util.Objects;

/**
 * Which topic: what its ARN says. A topic that is deleted and created again has the same key and another number.
 *
 * @param account the account that owns the topic
 * @param region the region that it was created in
 * @param name its name
 */
public record TopicKey(AccountId account, String region, TopicName name) {
    public TopicKey {
        Objects.requireNonNull(account);
        Objects.requireNonNull(region);
        Objects.requireNonNull(name);
    }

    /** The topic's ARN, {@code arn:aws:sns:REGION:ACCOUNT:NAME}. */
    public Arn arn() {
        return Arn.aws("sns", region, account, name.value());
    }

    @Override
    public String toString() {
        return arn().toString();
    }
}
