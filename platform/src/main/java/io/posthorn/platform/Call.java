package io.posthorn.platform;

import java.time.Instant;
import java.util.Objects;

/**
 * Who asks, established by the edge: a service trusts nothing else about its caller.
 *
 * @param account the caller's account
 * @param principal the caller's identity within it
 * @param accessKeyId the access key that signed the request; empty for an anonymous call
 * @param region the region that the request was signed for
 * @param service the service that the request was signed for, such as {@code sqs}
 * @param requestId the id that answers, logs and traces carry
 * @param origin the request's public origin, scheme and authority, such as {@code http://localhost:4566}
 * @param source where the request came from
 * @param receivedAt when the edge accepted the request
 */
public record Call(
        AccountId account,
        Principal principal,
        String accessKeyId,
        String region,
        String service,
        String requestId,
        String origin,
        Source source,
        Instant receivedAt) {
    public Call {
        Objects.requireNonNull(account);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(accessKeyId);
        Objects.requireNonNull(region);
        Objects.requireNonNull(service);
        Objects.requireNonNull(requestId);
        Objects.requireNonNull(origin);
        Objects.requireNonNull(source);
        Objects.requireNonNull(receivedAt);
    }

    /** The same call under another request id. */
    public Call withRequestId(String id) {
        return new Call(account, principal, accessKeyId, region, service, id, origin, source, receivedAt);
    }
}
