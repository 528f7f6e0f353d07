package io.posthorn.platform.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.micrometer.core.instrument.MockClock;
import io.micrometer.core.instrument.simple.SimpleConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.wire.ApiError;
import io.posthorn.wire.Headers;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.Protocol;
import io.posthorn.wire.RequestLimits;
import io.posthorn.wire.ServiceShape;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.helpers.test.UniAssertSubscriber;
import java.net.ConnectException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ApiServiceTest {
    record GreetInput(@Nullable String name) {}

    record GreetOutput(String greeting) {}

    static final OperationShape<GreetInput, GreetOutput> GREET =
            new OperationShape<>("Greet", GreetInput.class, GreetOutput.class);
    static final OperationShape<GreetInput, OperationShape.Nothing> PART =
            new OperationShape<>("Part", GreetInput.class, OperationShape.Nothing.class);

    static final ApiError MALFORMED = ApiError.sender("test#Malformed", "Malformed", 400);
    static final ApiError DENIED = ApiError.sender("test#AccessDenied", "AccessDenied", 403);
    static final ApiError RUDE = ApiError.sender("test#Rude", "Rude", 400);
    static final ApiError FULL = ApiError.receiver("test#Full", "ServiceUnavailable", 503);
    static final ApiError GONE = ApiError.receiver("test#Gone", "Gone", 500);

    private static final Principal ALICE = new Principal("arn:aws:iam::123456789012:user/alice", "AIDAEXAMPLE");

    private final MockClock clock = new MockClock();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry(SimpleConfig.DEFAULT, clock);
    private final List<LogRecord> logged = new ArrayList<>();
    private final Logger logger = Logger.getLogger(ApiService.class.getName());
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            logged.add(entry);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.addHandler(handler);
        logger.setUseParentHandlers(false);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(handler);
        logger.setUseParentHandlers(true);
    }

    record Action<I extends Record, O extends Record>(OperationShape<I, O> shape, BiFunction<Call, I, Uni<O>> body)
            implements Operation<I, O> {
        @Override
        public Uni<O> execute(Call call, I input) {
            return body.apply(call, input);
        }
    }

    private static ServiceShape shape(OperationShape<?, ?>... operations) {
        return new ServiceShape(
                "Test",
                "2026-01-01",
                "",
                Set.of(Protocol.AWS_JSON_1_0, Protocol.AWS_QUERY),
                RequestLimits.DEFAULT,
                new ServiceShape.ProtocolErrors(MALFORMED, MALFORMED, MALFORMED),
                List.of(operations));
    }

    private ApiService greeting(BiFunction<Call, GreetInput, Uni<GreetOutput>> body) {
        return greeting(body, Authorizer.ownAccount(DENIED, "You may not."));
    }

    private ApiService greeting(BiFunction<Call, GreetInput, Uni<GreetOutput>> body, Authorizer authorizer) {
        return ApiService.of("test", shape(GREET), List.of(new Action<>(GREET, body)), authorizer, meters);
    }

    private static ApiService failing(ApiServiceTest test, Throwable failure) {
        return test.greeting((call, input) -> Uni.createFrom().failure(failure));
    }

    private static Call call(Principal principal, String accessKeyId) {
        return new Call(
                new AccountId("123456789012"),
                principal,
                accessKeyId,
                "eu-west-1",
                "test",
                "request-1",
                "http://localhost:4566",
                Source.UNKNOWN,
                Instant.EPOCH);
    }

    private static WireRequest request(String target, String body) {
        return new WireRequest(
                "POST",
                "/",
                "",
                Headers.of("Content-Type", "application/x-amz-json-1.0", "X-Amz-Target", "Test." + target),
                body.getBytes(UTF_8));
    }

    private static WireResponse answer(ApiService service) {
        return answer(service, call(ALICE, "AKIAEXAMPLE"));
    }

    private static WireResponse answer(ApiService service, Call call) {
        return service.handle(call, request("Greet", "{\"Name\":\"Ada\"}"), Map.of())
                .await()
                .atMost(Duration.ofSeconds(5));
    }

    private static String text(WireResponse response) {
        return new String(response.body(), UTF_8);
    }

    private List<LogRecord> warned() {
        return logged.stream()
                .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
                .toList();
    }

    private double count(String operation, String outcome) {
        return meters.get("posthorn_test_requests_total")
                .tag("operation", operation)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    @Test
    void theAnswerIsTheOperationsOutputInTheCallersProtocol() {
        ApiService service = greeting((call, input) -> {
            clock.add(Duration.ofMillis(40));
            return Uni.createFrom().item(new GreetOutput("Hello " + input.name()));
        });

        WireResponse response = answer(service);

        assertThat(response.status()).isEqualTo(200);
        assertThat(text(response)).isEqualTo("{\"Greeting\":\"Hello Ada\"}");
        assertThat(response.headers().first("x-amzn-RequestId")).isEqualTo("request-1");
        assertThat(count("Greet", "ok")).isEqualTo(1);
        assertThat(meters.get("posthorn_test_request_seconds")
                        .tag("operation", "Greet")
                        .tag("outcome", "ok")
                        .timer()
                        .totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(40);
    }

    @Test
    void whatTheAddressImpliesReachesTheOperation() {
        ApiService service = greeting((call, input) -> Uni.createFrom().item(new GreetOutput("Hello " + input.name())));

        WireResponse response = service.handle(
                        call(ALICE, "AKIAEXAMPLE"), request("Greet", "{}"), Map.of("Name", "Grace"))
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(text(response)).contains("Hello Grace");
    }

    @Test
    void errorsOfTheApiAreAnswersAndCountAsTheirKind() {
        assertThat(answer(failing(this, RUDE.because("Say please."))).status()).isEqualTo(400);
        assertThat(answer(failing(this, FULL.because("Later."))).status()).isEqualTo(503);
        assertThat(answer(failing(this, GONE.because("Sorry."))).status()).isEqualTo(500);

        assertThat(count("Greet", "caller")).isEqualTo(1);
        assertThat(count("Greet", "capacity")).isEqualTo(1);
        assertThat(count("Greet", "dependency")).isEqualTo(1);
        assertThat(count("Greet", "bug")).isZero();
        assertThat(logged).isEmpty();
    }

    @Test
    void aServiceSaysWhichErrorsCountOtherwise() {
        ApiService service = ApiService.of(
                "test",
                shape(GREET),
                List.of(new Action<>(GREET, (call, input) -> Uni.createFrom().failure(RUDE.because("Full.")))),
                Authorizer.ownAccount(DENIED, "You may not."),
                Map.of(RUDE, Outcome.CAPACITY),
                meters);

        assertThat(answer(service).status()).isEqualTo(400);

        assertThat(count("Greet", "capacity")).isEqualTo(1);
    }

    @Test
    void aBugIsAnsweredWithoutItsTextAndLoggedOnceWithTheRequestsId() {
        ApiService service = failing(this, new IllegalStateException("hunter2"));

        WireResponse response = answer(service);

        assertThat(response.status()).isEqualTo(500);
        assertThat(text(response))
                .contains("com.amazon.coral.service#InternalFailure")
                .doesNotContain("hunter2");
        assertThat(logged).hasSize(1);
        assertThat(logged.getFirst().getThrown()).hasMessage("hunter2");
        assertThat(String.valueOf(logged.getFirst().getMessage())).doesNotContain("hunter2");
        assertThat(count("Greet", "bug")).isEqualTo(1);
    }

    @Test
    void aStoreThatIsAwayIsAnsweredUnavailableAndLoggedOnceInAWhileWithoutATrace() {
        ApiService service = failing(this, new CompletionException(new ConnectException("db.internal:5432")));

        WireResponse response = answer(service);
        answer(service);
        answer(service);

        assertThat(response.status()).isEqualTo(503);
        assertThat(text(response))
                .isEqualTo("{\"__type\":\"com.amazon.coral.service#ServiceUnavailableException\","
                        + "\"message\":\"Service is busy. Please try again.\"}");
        assertThat(response.headers().first("x-amzn-query-error")).isEqualTo("ServiceUnavailable;Receiver");
        assertThat(count("Greet", "dependency")).isEqualTo(3);
        assertThat(count("Greet", "bug")).isZero();
        assertThat(warned())
                .singleElement()
                .satisfies(line -> assertThat(line.getThrown()).isNull());

        clock.add(Duration.ofSeconds(10));
        answer(service);

        assertThat(warned()).hasSize(2);
    }

    @Test
    void whatAnOperationThrowsCountsAsWhatItFailsWith() {
        ApiService rude = greeting((call, input) -> {
            throw RUDE.because("Say please.");
        });
        ApiService broken = greeting((call, input) -> {
            throw new AssertionError("hunter2");
        });

        assertThat(answer(rude).status()).isEqualTo(400);
        assertThat(answer(broken).status()).isEqualTo(500);
        assertThat(count("Greet", "caller")).isEqualTo(1);
        assertThat(count("Greet", "bug")).isEqualTo(1);
    }

    @Test
    void anOperationThatAnswersNothingAtAllIsABug() {
        assertThat(answer(greeting((call, input) -> Uni.createFrom().nullItem()))
                        .status())
                .isEqualTo(500);
        assertThat(count("Greet", "bug")).isEqualTo(1);
    }

    @Test
    void requestsThatCannotBeReadAreCountedUnderNoOperation() {
        ApiService service = greeting((call, input) -> Uni.createFrom().item(new GreetOutput("")));

        WireResponse response = service.handle(call(ALICE, "AKIAEXAMPLE"), request("Greet", "{"), Map.of())
                .await()
                .atMost(Duration.ofSeconds(5));
        WireResponse unknown = service.handle(call(ALICE, "AKIAEXAMPLE"), request("Grunt", "{}"), Map.of())
                .await()
                .atMost(Duration.ofSeconds(5));

        assertThat(response.status()).isEqualTo(400);
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(count("unknown", "caller")).isEqualTo(2);
    }

    @Test
    void otherAccountsAndAnonymousCallersAreRefusedBeforeTheOperationSeesThem() {
        AtomicBoolean reached = new AtomicBoolean();
        ApiService service = greeting((call, input) -> {
            reached.set(true);
            return Uni.createFrom().item(new GreetOutput(""));
        });

        WireResponse anonymous = answer(service, call(ALICE, ""));
        WireResponse other = answer(
                service, call(new Principal("arn:aws:iam::999999999999:user/mallory", "AIDAOTHER"), "AKIAOTHER"));

        assertThat(anonymous.status()).isEqualTo(403);
        assertThat(other.status()).isEqualTo(403);
        assertThat(text(other)).contains("test#AccessDenied").contains("You may not.");
        assertThat(reached).isFalse();
    }

    @Test
    void aDecisionMayComeLater() {
        CompletableFuture<Authorizer.Decision> decision = new CompletableFuture<>();
        ApiService service = greeting(
                (call, input) -> Uni.createFrom().item(new GreetOutput("Hello")),
                (call, operation, input) ->
                        new Authorizer.Decision.Later(Uni.createFrom().completionStage(decision)));
        UniAssertSubscriber<WireResponse> subscriber = service.handle(
                        call(ALICE, "AKIAEXAMPLE"), request("Greet", "{}"), Map.of())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());
        subscriber.assertNotTerminated();

        decision.complete(Authorizer.Decision.Allowed.ALLOWED);

        assertThat(subscriber.awaitItem().getItem().status()).isEqualTo(200);
    }

    @Test
    void cancellingReachesTheOperation() {
        AtomicBoolean cancelled = new AtomicBoolean();
        ApiService service = greeting((call, input) ->
                Uni.createFrom().<GreetOutput>nothing().onCancellation().invoke(() -> cancelled.set(true)));
        UniAssertSubscriber<WireResponse> subscriber = service.handle(
                        call(ALICE, "AKIAEXAMPLE"), request("Greet", "{}"), Map.of())
                .subscribe()
                .withSubscriber(UniAssertSubscriber.create());

        subscriber.cancel();

        assertThat(cancelled).isTrue();
        assertThat(meters.get("posthorn_test_requests_cancelled_total")
                        .tag("operation", "Greet")
                        .counter()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void everyDifferenceBetweenDeclarationAndCodeIsNamedAtOnce() {
        OperationShape<GreetInput, GreetOutput> other =
                new OperationShape<>("Other", GreetInput.class, GreetOutput.class);
        OperationShape<GreetInput, GreetOutput> changed =
                new OperationShape<>("Part", GreetInput.class, GreetOutput.class);
        OperationShape<GreetInput, GreetOutput> missing =
                new OperationShape<>("Missing", GreetInput.class, GreetOutput.class);
        List<Operation<?, ?>> operations = List.of(action(GREET), action(GREET), action(other), action(changed));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ApiService.of(
                        "test",
                        shape(GREET, PART, missing, missing),
                        operations,
                        Authorizer.ownAccount(DENIED, ""),
                        meters))
                .withMessageContaining("Missing is declared twice")
                .withMessageContaining("Greet has 2 operations")
                .withMessageContaining("Other has an operation but is not declared")
                .withMessageContaining("Part has an operation with other records than declared")
                .withMessageContaining("Missing has no operation");
    }

    private static Operation<?, ?> action(OperationShape<GreetInput, GreetOutput> shape) {
        return new Action<>(shape, (call, input) -> Uni.createFrom().item(new GreetOutput("")));
    }
}
