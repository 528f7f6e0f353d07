package io.posthorn.signer.edge;

import io.posthorn.platform.dialect.YandexIds;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** How the edge's own errors are written for a service's clients: in the protocol that the request claims. */
final class Dialect {
    static final String SQS = "sqs";
    private static final String SNS = "sns";
    private static final String SNS_VERSION = "Version=2010-03-31";

    /** How much of a body is looked at, in bytes. */
    private static final int FORM_START = 512;

    private static final Set<Protocol> JSON_1_0_AND_QUERY = EnumSet.of(Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY);
    private static final Set<Protocol> QUERY = EnumSet.of(Protocol.AWS_QUERY);
    private static final Set<Protocol> JSON_1_1 = EnumSet.of(Protocol.AWS_JSON_1_1);
    private static final Set<Protocol> ANY =
            EnumSet.of(Protocol.AWS_JSON_1_0, Protocol.AWS_JSON_1_1, Protocol.AWS_QUERY);

    private static final Map<String, Dialect> KNOWN = Map.of(
            SQS,
            new Dialect(SQS, "http://queue.amazonaws.com/doc/2012-11-05/", JSON_1_0_AND_QUERY),
            SNS,
            new Dialect(SNS, "http://sns.amazonaws.com/doc/2010-03-31/", QUERY),
            "sts",
            new Dialect("sts", "https://sts.amazonaws.com/doc/2011-06-15/", QUERY),
            "iam",
            new Dialect("iam", "https://iam.amazonaws.com/doc/2010-05-08/", QUERY),
            "events",
            new Dialect("events", "", JSON_1_1));
    private static final Dialect OTHER = new Dialect("", "", ANY);
    private static final Dialect YANDEX = new Dialect(SQS, "", JSON_1_0_AND_QUERY, true);

    private final String service;
    private final boolean yandex;
    private final ServiceCodec codec;

    private Dialect(String service, String namespace, Set<Protocol> protocols) {
        this(service, namespace, protocols, false);
    }

    private Dialect(String service, String namespace, Set<Protocol> protocols, boolean yandex) {
        this.service = service;
        this.yandex = yandex;
        ServiceShape.ProtocolErrors errors = new ServiceShape.ProtocolErrors(
                EdgeErrors.UNKNOWN_SERVICE, EdgeErrors.UNKNOWN_SERVICE, EdgeErrors.UNKNOWN_SERVICE);
        this.codec = ServiceCodec.of(
                new ServiceShape(service, "", namespace, protocols, RequestLimits.DEFAULT, errors, List.of()));
    }

    /** The dialect of the clients of {@code service}. */
    static Dialect of(String service) {
        return KNOWN.getOrDefault(service, OTHER);
    }

    /**
     * The dialect of a request that does not say a service by its credentials: by its JSON target or its query's version,
     * else that of queues, the one service with clients that old.
     */
    static Dialect guessed(WireRequest request) {
        String target = request.headers().first("X-Amz-Target");
        if (target != null && !target.startsWith("AmazonSQS.")) {
            return target.startsWith("AWSEvents.") ? of("events") : OTHER;
        }
        return request.query().contains(SNS_VERSION) || formBegins(request) || OpenRequest.isAction(request)
                ? of(SNS)
                : of(SQS);
    }

    /** Whether the beginning of a form says the version, where every SDK says it, next to the action. */
    private static boolean formBegins(WireRequest request) {
        int length = Math.min(request.body().length, FORM_START);
        return new String(request.body(), 0, length, StandardCharsets.ISO_8859_1).contains(SNS_VERSION);
    }

    /** The dialect of clients of Yandex Cloud; that of other services than its queues stays. */
    Dialect inYandexCloud() {
        return service.equals(SQS) ? YANDEX : this;
    }

    /** Whether it is that of queues of Yandex Cloud. */
    boolean isYandex() {
        return yandex;
    }

    String service() {
        return service;
    }

    ApiException throttled() {
        if (yandex) {
            return EdgeErrors.YANDEX_THROTTLED.because("Rate exceeded");
        }
        ApiError error = service.equals(SQS) ? EdgeErrors.SQS_THROTTLED : EdgeErrors.THROTTLED;
        return error.because("Rate exceeded");
    }

    WireResponse error(WireRequest request, ApiException error, String requestId) {
        return codec.encodeError(codec.protocolOf(request), error, yandex ? YandexIds.requestId(requestId) : requestId);
    }
}
