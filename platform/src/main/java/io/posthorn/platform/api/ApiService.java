package io.posthorn.platform.api;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.platform.log.Occasionally;
import io.posthorn.platform.shard.MisdirectedException;
import io.posthorn.platform.store.StoreOutage;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import io.posthorn.wire.Headers;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.ServiceCodec;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jboss.logging.Logger;

/**
 * The front of a service: decode, authorize, execute, encode. Errors of the API are answers in the caller's protocol; a
 * {@link StoreOutage} is answered ServiceUnavailable; whatever else an operation fails with is a bug, logged once and
 * answered as the internal failure without a word of it.
 * Counts every answer by operation and {@link Outcome}. Safe for use by many threads.
 */
public final class ApiService {
    /** What a bug is answered with, as AWS does. */
    public static final ApiError INTERNAL_FAILURE =
            ApiError.receiver("com.amazon.coral.service#InternalFailure", "InternalFailure", 500);

    /** What a request is answered with while the store is away; SDKs repeat it after a pause. */
    public static final ApiError SERVICE_UNAVAILABLE =
            ApiError.receiver("com.amazon.coral.service#ServiceUnavailableException", "ServiceUnavailable", 503);

    /** What a request whose body is longer than is read is answered with. */
    public static final ApiError TOO_LARGE =
            ApiError.sender("com.amazon.coral.service#RequestEntityTooLargeException", "RequestEntityTooLarge", 413);

    /** The text of {@link #SERVICE_UNAVAILABLE}, which does not say what is away. */
    public static final String UNAVAILABLE_TEXT = "Service is busy. Please try again.";

    /** The text of {@link #INTERNAL_FAILURE}. */
    public static final String INTERNAL_TEXT = "We encountered an internal error. Please try again.";

    /** The operation label of requests that name none of ours. */
    private static final String UNKNOWN = "unknown";

    /** How often it is said that the store is away. */
    private static final Duration OUTAGE_LINES = Duration.ofSeconds(10);

    private static final Logger LOG = Logger.getLogger(ApiService.class);

    private final ServiceCodec codec;
    private final Authorizer authorizer;
    private final Map<ApiError, Outcome> outcomes;
    private final Map<String, BoundOperation<?, ?>> operations;
    private final OperationMeters undecoded;
    private final Clock clock;
    private final Occasionally outages;

    private ApiService(
            String name,
            ServiceShape shape,
            List<? extends Operation<?, ?>> operations,
            Authorizer authorizer,
            Map<ApiError, Outcome> outcomes,
            MeterRegistry meters) {
        this.operations = BoundOperation.bind(name, shape, operations, meters);
        this.codec = ServiceCodec.of(shape);
        this.authorizer = Objects.requireNonNull(authorizer);
        this.outcomes = Map.copyOf(outcomes);
        this.undecoded = new OperationMeters(name, UNKNOWN, meters);
        this.clock = meters.config().clock();
        this.outages = new Occasionally(OUTAGE_LINES, clock.monotonicTime());
    }

    /**
     * The front of service {@code name}, such as {@code queue}, whose errors count as {@link Outcome#of} says.
     *
     * @throws IllegalArgumentException naming every declared action without exactly one operation and every operation
     *     whose action is not declared
     */
    public static ApiService of(
            String name,
            ServiceShape shape,
            List<? extends Operation<?, ?>> operations,
            Authorizer authorizer,
            MeterRegistry meters) {
        return new ApiService(name, shape, operations, authorizer, Map.of(), meters);
    }

    /** As the other {@code of}, with {@code outcomes} for errors that count otherwise, such as a 403 for a full queue. */
    public static ApiService of(
            String name,
            ServiceShape shape,
            List<? extends Operation<?, ?>> operations,
            Authorizer authorizer,
            Map<ApiError, Outcome> outcomes,
            MeterRegistry meters) {
        return new ApiService(name, shape, operations, authorizer, outcomes, meters);
    }

    /**
     * Answers one request. The work begins with this call: subscribe once. Cancelling reaches the operation's own
     * {@code Uni}.
     *
     * @param implied members that the request's address stands for, such as {@code QueueUrl}, which the body overrides
     */
    public Uni<WireResponse> handle(Call call, WireRequest request, Map<String, String> implied) {
        long started = clock.monotonicTime();
        Protocol protocol = codec.protocolOf(request);
        ServiceCodec.Decoded decoded;
        try {
            decoded = codec.decode(request, implied);
        } catch (Throwable failure) {
            return Uni.createFrom().item(new Exchange(call, protocol, UNKNOWN, undecoded, started).failed(failure));
        }
        BoundOperation<?, ?> operation =
                Objects.requireNonNull(operations.get(decoded.operation().name()));
        return run(
                operation,
                decoded.input(),
                new Exchange(call, decoded.protocol(), operation.name(), operation.meters(), started));
    }

    /** Answers {@code request} with {@code refusal} and does nothing: for what its address alone rules out. */
    public WireResponse refuse(Call call, WireRequest request, ApiException refusal) {
        return new Exchange(call, codec.protocolOf(request), UNKNOWN, undecoded, clock.monotonicTime()).failed(refusal);
    }

    private <O extends Record> Uni<WireResponse> run(BoundOperation<?, O> operation, Record input, Exchange exchange) {
        Uni<O> output;
        try {
            Authorizer.Decision decision = authorizer.decide(exchange.call, operation.shape(), input);
            output = follow(decision, operation, input, exchange.call);
        } catch (Throwable failure) {
            return Uni.createFrom().item(exchange.failed(failure));
        }
        return output.onItemOrFailure()
                .transform((answer, failure) ->
                        failure == null ? exchange.answered(operation, answer) : exchange.failed(failure))
                .onCancellation()
                .invoke(exchange.meters::cancelled);
    }

    private static <O extends Record> Uni<O> follow(
            Authorizer.Decision decision, BoundOperation<?, O> operation, Record input, Call call) {
        return switch (decision) {
            case Authorizer.Decision.Allowed _ -> operation.execute(call, input);
            case Authorizer.Decision.Refused(ApiException answer) ->
                Uni.createFrom().failure(answer);
            case Authorizer.Decision.Later(Uni<Authorizer.Decision> later) ->
                later.onItem().transformToUni(next -> follow(next, operation, input, call));
        };
    }

    /** One request on its way to its answer. */
    private final class Exchange {
        private final Call call;
        private final Protocol protocol;
        private final String operation;
        private final OperationMeters meters;
        private final long started;

        Exchange(Call call, Protocol protocol, String operation, OperationMeters meters, long started) {
            this.call = call;
            this.protocol = protocol;
            this.operation = operation;
            this.meters = meters;
            this.started = started;
        }

        <O extends Record> WireResponse answered(BoundOperation<?, O> bound, O output) {
            try {
                WireResponse response = codec.encode(protocol, bound.shape(), output, call.requestId());
                count(Outcome.OK);
                return response;
            } catch (Throwable failure) {
                return failed(failure);
            }
        }

        WireResponse failed(Throwable failure) {
            if (failure instanceof ApiException expected) {
                Outcome outcome = outcomes.get(expected.error());
                count(outcome == null ? Outcome.of(expected.error()) : outcome);
                return codec.encodeError(protocol, expected, call.requestId());
            }
            if (failure instanceof MisdirectedException misdirected) {
                count(Outcome.DEPENDENCY);
                return new WireResponse(
                        MisdirectedException.STATUS,
                        misdirected
                                .owner()
                                .map(owner -> Headers.of(MisdirectedException.OWNER_HEADER, owner))
                                .orElse(Headers.NONE),
                        new byte[0]);
            }
            Throwable outage = StoreOutage.causeOf(failure);
            if (outage != null) {
                warn(outage);
                count(Outcome.DEPENDENCY);
                return codec.encodeError(protocol, SERVICE_UNAVAILABLE.because(UNAVAILABLE_TEXT), call.requestId());
            }
            LOG.errorf(
                    failure,
                    "An operation failed with a bug: requestId=%s account=%s operation=%s",
                    call.requestId(),
                    call.account(),
                    operation);
            count(Outcome.BUG);
            return codec.encodeError(protocol, INTERNAL_FAILURE.because(INTERNAL_TEXT), call.requestId());
        }

        private void warn(Throwable failure) {
            long times = outages.happened(clock.monotonicTime());
            if (times != Occasionally.SILENT) {
                LOG.warnf(
                        "The store is away: requestId=%s operation=%s errorCode=%s times=%d",
                        call.requestId(), operation, failure.getClass().getSimpleName(), times);
            }
            LOG.debugf(failure, "The failure: requestId=%s", call.requestId());
        }

        private void count(Outcome outcome) {
            meters.answered(outcome, clock.monotonicTime() - started);
        }
    }
}
