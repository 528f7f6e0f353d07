package io.posthorn.it.endpoint;

import java.net.URI;
import java.util.Objects;

/**
 * All that a client is given: where the product answers, and an access key of one account.
 *
 * @param uri the endpoint, without a path
 * @param region the region that requests are signed for
 * @param account the account's id, twelve digits
 * @param accessKeyId the key's id
 * @param secret the key's secret
 */
public record Endpoint(URI uri, String region, String account, String accessKeyId, String secret) {
    public Endpoint {
        Objects.requireNonNull(uri);
        Objects.requireNonNull(region);
        Objects.requireNonNull(account);
        Objects.requireNonNull(accessKeyId);
        Objects.requireNonNull(secret);
    }

    /** The same with another access key id. */
    public Endpoint withAccessKeyId(String other) {
        return new Endpoint(uri, region, account, other, secret);
    }

    /** The same under another name of its host. */
    public Endpoint withHost(String other) {
        return new Endpoint(
                URI.create(uri.getScheme() + "://" + other + ':' + uri.getPort()),
                region,
                account,
                accessKeyId,
                secret);
    }

    /** The same with another secret. */
    public Endpoint withSecret(String other) {
        return new Endpoint(uri, region, account, accessKeyId, other);
    }

    @Override
    public String toString() {
        return "Endpoint[" + uri + ", " + region + ", " + account + ", " + accessKeyId + ']';
    }
}
