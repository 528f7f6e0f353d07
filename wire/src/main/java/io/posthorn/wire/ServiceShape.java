package io.posthorn.wire;

import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A service's API as the wire sees it.
 *
 * @param targetPrefix what stands before the dot in {@code X-Amz-Target}, such as {@code AmazonSQS}
 * @param queryVersion the {@code Version} of the query protocol, such as {@code 2012-11-05}
 * @param xmlNamespace the {@code xmlns} of query answers; empty for none
 * @param protocols the protocols that the service speaks
 * @param limits what a request may cost
 * @param errors the protocol-level errors that decoding itself may answer
 * @param operations the actions
 */
public record ServiceShape(
        String targetPrefix,
        String queryVersion,
        String xmlNamespace,
        Set<Protocol> protocols,
        RequestLimits limits,
        ProtocolErrors errors,
        List<OperationShape<?, ?>> operations) {
    public ServiceShape {
        Objects.requireNonNull(targetPrefix);
        Objects.requireNonNull(queryVersion);
        Objects.requireNonNull(xmlNamespace);
        Objects.requireNonNull(limits);
        Objects.requireNonNull(errors);
        protocols = Set.copyOf(protocols);
        operations = List.copyOf(operations);
    }

    /**
     * The errors that decoding may answer before an operation sees anything.
     *
     * @param malformed the body is not what its protocol says: broken JSON, form or UTF-8, a wrong type, a limit passed
     * @param unknownAction the action is not one of this service's
     * @param missingAction the query protocol's {@code Action} is absent
     */
    public record ProtocolErrors(ApiError malformed, ApiError unknownAction, ApiError missingAction) {
        public ProtocolErrors {
            Objects.requireNonNull(malformed);
            Objects.requireNonNull(unknownAction);
            Objects.requireNonNull(missingAction);
        }
    }
}
