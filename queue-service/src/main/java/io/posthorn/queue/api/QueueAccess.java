package io.posthorn.queue.api;

import io.posthorn.platform.Call;
import io.posthorn.platform.api.Authorizer;
import io.posthorn.platform.policy.PolicyDecision;
import io.posthorn.platform.policy.PolicyDocument;
import io.posthorn.platform.policy.PolicyEvaluator;
import io.posthorn.platform.policy.PolicyRequest;
import io.posthorn.platform.policy.Requester;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.PolicyQuestion;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueDescription;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.Queues;
import io.posthorn.queue.queue.SqsErrors;
import io.posthorn.wire.OperationShape;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Who may do what to a queue. The owner's identities may everything that the queue's policy does not deny; identities of
 * other accounts what it allows, except the actions that stay the owner's; nobody without a signature what it does not
 * allow to everybody. The policy is that of the queue in memory where it lives here, else the one on record.
 */
public final class QueueAccess implements Authorizer {
    private static final String ANONYMOUS = "anonymous";

    private final Dialect dialect;
    private final Queues queues;

    /** Decides for an endpoint of {@code dialect} over {@code queues}. */
    public QueueAccess(Dialect dialect, Queues queues) {
        this.dialect = dialect;
        this.queues = queues;
    }

    @Override
    public Decision decide(Call call, OperationShape<?, ?> operation, Record input) {
        List<AccessRule> rules = AccessRule.of(operation.name());
        if (rules.isEmpty() && isAnonymous(call)) {
            return refused(call, "sqs:" + operation.name(), account(call), "no identity-based policy allows");
        }
        return decide(call, rules, 0, input);
    }

    /** Whether the rules from {@code from} on all hold. */
    private Decision decide(Call call, List<AccessRule> rules, int from, Record input) {
        for (int i = from; i < rules.size(); i++) {
            Decision decision = decide(call, rules.get(i), input);
            if (decision instanceof Decision.Later(var later)) {
                int next = i + 1;
                return new Decision.Later(later.map(
                        known -> known instanceof Decision.Allowed ? decide(call, rules, next, input) : known));
            }
            if (decision instanceof Decision.Refused) {
                return decision;
            }
        }
        return Decision.Allowed.ALLOWED;
    }

    private Decision decide(Call call, AccessRule rule, Record input) {
        Optional<QueueKey> named = rule.resource().of(dialect, call, input);
        if (named.isEmpty()) {
            return Decision.Allowed.ALLOWED;
        }
        QueueKey key = named.get();
        boolean own = owns(call, key);
        if (!own && !rule.shared()) {
            return implicitly(call, rule.actions().getFirst(), key);
        }
        Optional<QueueDescription> live = queues.inMemory(key);
        if (live.isPresent()) {
            return decide(call, rule, live.get());
        }
        return new Decision.Later(queues.find(key)
                .map(found -> found.map(queue -> decide(call, rule, queue))
                        .orElseGet(() ->
                                own ? Decision.Allowed.ALLOWED : new Decision.Refused(SqsErrors.queueDoesNotExist()))));
    }

    private Decision decide(Call call, AccessRule rule, QueueDescription queue) {
        Optional<PolicyDocument> policy = queue.attributes().accessPolicy();
        if (policy.isEmpty()) {
            return owns(call, queue.key())
                    ? Decision.Allowed.ALLOWED
                    : implicitly(call, rule.actions().getFirst(), queue.key());
        }
        for (String action : rule.actions()) {
            PolicyDecision decision =
                    PolicyEvaluator.evaluate(List.of(), policy.get(), request(call, action, queue.key()));
            switch (decision) {
                case PolicyDecision.Allowed() -> {}
                case PolicyDecision.ExplicitlyDenied() -> {
                    return explicitly(call, action, queue.key());
                }
                case PolicyDecision.ImplicitlyDenied() -> {
                    return implicitly(call, action, queue.key());
                }
            }
        }
        return Decision.Allowed.ALLOWED;
    }

    private static PolicyRequest request(Call call, String action, QueueKey queue) {
        String address = call.source().address();
        return PolicyQuestion.of(
                isAnonymous(call)
                        ? new Requester.Anonymous()
                        : new Requester.Identity(call.account(), call.principal()),
                action,
                queue,
                call.receivedAt(),
                call.region(),
                call.source().secure(),
                Map.of("aws:SourceIp", address.isEmpty() ? List.of() : List.of(address)));
    }

    private Decision explicitly(Call call, String action, QueueKey queue) {
        return refused(call, action, QueueArn.of(dialect, queue), "");
    }

    private Decision implicitly(Call call, String action, QueueKey queue) {
        return refused(call, action, QueueArn.of(dialect, queue), "no resource-based policy allows");
    }

    /** The service's own text, which writes actions in lower case; {@code because} is empty for an explicit deny. */
    private Decision refused(Call call, String action, String resource, String because) {
        String lower = action.toLowerCase(Locale.ROOT);
        return new Decision.Refused(SqsErrors.accessDenied(dialect)
                .because("User: "
                        + (isAnonymous(call) ? ANONYMOUS : call.principal().arn())
                        + " is not authorized to perform: " + lower + " on resource: " + resource
                        + (because.isEmpty()
                                ? " with an explicit deny in a resource-based policy"
                                : " because " + because + " the " + lower + " action")));
    }

    private static boolean owns(Call call, QueueKey queue) {
        return !isAnonymous(call) && queue.account().equals(call.account());
    }

    private static boolean isAnonymous(Call call) {
        return call.accessKeyId().isEmpty();
    }

    private String account(Call call) {
        return dialect.arnPrefix() + call.region() + ":" + call.account() + ":*";
    }
}
