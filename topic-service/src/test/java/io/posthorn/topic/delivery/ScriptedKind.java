package io.posthorn.topic.delivery;

import io.posthorn.topic.attribute.HealthyRetryPolicy;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Targets that do what a test says, and remember what was done to them. */
final class ScriptedKind implements TargetKind<ScriptedKind.Scripted> {
    static final String NAME = "scripted";

    private final Map<TargetKey, Scripted> targets = new ConcurrentHashMap<>();
    private final Queue<Attempted> attempts = new ConcurrentLinkedQueue<>();
    private final Queue<Ended> ends = new ConcurrentLinkedQueue<>();
    private final Queue<Delivery> burials = new ConcurrentLinkedQueue<>();
    private final Queue<UUID> buried = new ConcurrentLinkedQueue<>();
    private final Map<TargetKey, AtomicInteger> underWay = new ConcurrentHashMap<>();
    private final Map<TargetKey, AtomicInteger> most = new ConcurrentHashMap<>();
    private final AtomicInteger burialsThatFail = new AtomicInteger();
    private final AtomicInteger findsThatFail = new AtomicInteger();
    private final Clock clock;

    ScriptedKind(Clock clock) {
        this.clock = clock;
    }

    /** What a target does with an attempt. */
    interface Script {
        Future<Outcome> answer(Delivery delivery, int attempt);
    }

    record Scripted(TargetKey key, RetrySchedule retries, OptionalInt maxPerSecond, int maxConcurrent, Script script)
            implements Target {}

    record Attempted(Delivery delivery, int attempt, Instant at) {
        TargetKey target() {
            return delivery.target();
        }
    }

    record Ended(Delivery delivery, Outcome last, int attempts, Optional<Buried> buried) {}

    static Outcome.Answer answer(int status, String reason) {
        return new Outcome.Answer(OptionalInt.of(status), reason, "the body", Duration.ofMillis(7));
    }

    static Outcome accepted() {
        return new Outcome.Accepted(answer(200, "ok"));
    }

    static Outcome refused() {
        return new Outcome.Refused(answer(404, "client_error"));
    }

    static Outcome failed() {
        return new Outcome.Failed(answer(503, "server_error"), Optional.empty());
    }

    static Outcome notSent() {
        return new Outcome.NotSent(new Outcome.Answer(OptionalInt.empty(), "no_place", "", Duration.ofSeconds(15)));
    }

    static Outcome throttled(Duration retryAfter) {
        return new Outcome.Failed(answer(429, "throttled"), Optional.of(retryAfter));
    }

    static Script always(Outcome outcome) {
        return (_, _) -> Future.succeededFuture(outcome);
    }

    static Script never() {
        return (_, _) -> Promise.<Outcome>promise().future();
    }

    /** A target with the default schedule, no pace and 50 places. */
    TargetKey add(Script script) {
        return add(script, HealthyRetryPolicy.DEFAULT, OptionalInt.empty(), 50);
    }

    TargetKey add(Script script, HealthyRetryPolicy policy, OptionalInt maxPerSecond, int maxConcurrent) {
        TargetKey key = key(DeliveryDatabase.ACCOUNT, UUID.randomUUID());
        replace(new Scripted(key, new HealthyRetries(policy), maxPerSecond, maxConcurrent, script));
        return key;
    }

    void replace(Scripted target) {
        targets.put(target.key(), target);
    }

    void replace(TargetKey key, Script script) {
        targets.computeIfPresent(
                key, (_, was) -> new Scripted(key, was.retries(), was.maxPerSecond(), was.maxConcurrent(), script));
    }

    void remove(TargetKey key) {
        targets.remove(key);
    }

    void failBurials(int times) {
        burialsThatFail.set(times);
    }

    void failFinds(int times) {
        findsThatFail.set(times);
    }

    List<Attempted> attempts(TargetKey key) {
        return attempts.stream().filter(each -> each.target().equals(key)).toList();
    }

    List<Ended> ends(TargetKey key) {
        return ends.stream()
                .filter(each -> each.delivery().target().equals(key))
                .toList();
    }

    /** What was to be buried, also in vain. */
    List<Delivery> burials(TargetKey key) {
        return burials.stream().filter(each -> each.target().equals(key)).toList();
    }

    List<UUID> buried() {
        return List.copyOf(buried);
    }

    /** The most attempts that were under way to a target at once. */
    int mostUnderWay(TargetKey key) {
        AtomicInteger number = most.get(key);
        return number == null ? 0 : number.get();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Future<Optional<Scripted>> find(TargetKey key) {
        return findsThatFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Future.failedFuture("the catalogue is away")
                : Future.succeededFuture(Optional.ofNullable(targets.get(key)));
    }

    @Override
    public Future<Outcome> send(Scripted target, Delivery delivery, int attempt) {
        attempts.add(new Attempted(delivery, attempt, clock.instant()));
        AtomicInteger now = underWay.computeIfAbsent(target.key(), _ -> new AtomicInteger());
        int busy = now.incrementAndGet();
        most.computeIfAbsent(target.key(), _ -> new AtomicInteger()).accumulateAndGet(busy, Math::max);
        return target.script().answer(delivery, attempt).onComplete(_ -> now.decrementAndGet());
    }

    @Override
    public Future<Buried> deadLetter(Scripted target, Delivery delivery, Outcome last) {
        burials.add(delivery);
        if (burialsThatFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            return Future.failedFuture("the dead-letter queue is away");
        }
        buried.add(delivery.id());
        return Future.succeededFuture(Buried.DEAD_LETTER_QUEUE);
    }

    @Override
    public void ended(Scripted target, Delivery delivery, Outcome last, int attempts, Optional<Buried> buried) {
        ends.add(new Ended(delivery, last, attempts, buried));
    }
}
