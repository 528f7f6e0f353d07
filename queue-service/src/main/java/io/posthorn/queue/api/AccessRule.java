package io.posthorn.queue.api;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.QueueArn;
import io.posthorn.queue.queue.QueueKey;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.queue.QueueUrl;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an action needs to be allowed on one queue.
 *
 * @param actions as policies name them; a batch is its single action
 * @param shared whether a queue's policy may allow it to other accounts
 * @param resource finds the queue in the action's input
 */
record AccessRule(List<String> actions, boolean shared, Resource resource) {
    private static final String PREFIX = "sqs:";

    private static final Map<String, List<AccessRule>> RULES = Stream.of(
                    shared("ChangeMessageVisibility", ChangeMessageVisibilityInput.class, input -> input.queueUrl()),
                    batch(
                            "ChangeMessageVisibilityBatch",
                            "ChangeMessageVisibility",
                            ChangeMessageVisibilityBatchInput.class,
                            input -> input.queueUrl()),
                    shared("DeleteMessage", DeleteMessageInput.class, input -> input.queueUrl()),
                    batch(
                            "DeleteMessageBatch",
                            "DeleteMessage",
                            DeleteMessageBatchInput.class,
                            input -> input.queueUrl()),
                    shared("GetQueueAttributes", GetQueueAttributesInput.class, input -> input.queueUrl()),
                    Map.entry("GetQueueUrl", List.of(rule("GetQueueUrl", true, AccessRule::byName))),
                    shared(
                            "ListDeadLetterSourceQueues",
                            ListDeadLetterSourceQueuesInput.class,
                            input -> input.queueUrl()),
                    shared("PurgeQueue", PurgeQueueInput.class, input -> input.queueUrl()),
                    shared("ReceiveMessage", ReceiveMessageInput.class, input -> input.queueUrl()),
                    shared("SendMessage", SendMessageInput.class, input -> input.queueUrl()),
                    batch("SendMessageBatch", "SendMessage", SendMessageBatchInput.class, input -> input.queueUrl()),
                    owners("AddPermission", AddPermissionInput.class, input -> input.queueUrl()),
                    owners("DeleteQueue", DeleteQueueInput.class, input -> input.queueUrl()),
                    owners("ListQueueTags", ListQueueTagsInput.class, input -> input.queueUrl()),
                    owners("RemovePermission", RemovePermissionInput.class, input -> input.queueUrl()),
                    owners("SetQueueAttributes", SetQueueAttributesInput.class, input -> input.queueUrl()),
                    owners("TagQueue", TagQueueInput.class, input -> input.queueUrl()),
                    owners("UntagQueue", UntagQueueInput.class, input -> input.queueUrl()),
                    Map.entry("StartMessageMoveTask", moving()),
                    byArn("ListMessageMoveTasks", ListMessageMoveTasksInput.class, input -> input.sourceArn()),
                    byArn("CancelMessageMoveTask", CancelMessageMoveTaskInput.class, AccessRule::sourceOf),
                    // These name no queue that is there: they are about the caller's own account.
                    Map.entry("CreateQueue", List.<AccessRule>of()),
                    Map.entry("ListQueues", List.<AccessRule>of()))
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    AccessRule {
        actions = List.copyOf(actions);
    }

    /** Finds the queue that an input names; empty when it names none, which the action itself answers. */
    @FunctionalInterface
    interface Resource {
        Optional<QueueKey> of(Dialect dialect, Call call, Record input);
    }

    /** A member of an input. */
    @FunctionalInterface
    private interface Text<I extends Record> {
        @Nullable
        String of(I input);
    }

    /** What the action called {@code name} needs, all of it. */
    static List<AccessRule> of(String name) {
        List<AccessRule> rules = RULES.get(name);
        if (rules == null) {
            throw new IllegalArgumentException("no rule says who may do " + name);
        }
        return rules;
    }

    private static <I extends Record> Map.Entry<String, List<AccessRule>> shared(
            String action, Class<I> type, Text<I> url) {
        return batch(action, action, type, url);
    }

    private static <I extends Record> Map.Entry<String, List<AccessRule>> batch(
            String name, String action, Class<I> type, Text<I> url) {
        return Map.entry(name, List.of(rule(action, true, byUrl(type, url))));
    }

    private static <I extends Record> Map.Entry<String, List<AccessRule>> owners(
            String action, Class<I> type, Text<I> url) {
        return Map.entry(action, List.of(rule(action, false, byUrl(type, url))));
    }

    private static <I extends Record> Map.Entry<String, List<AccessRule>> byArn(
            String action, Class<I> type, Text<I> arn) {
        return Map.entry(action, List.of(rule(action, false, named(type, arn))));
    }

    /** A move task receives and deletes at its source and sends to its destination, so it needs as much. */
    private static List<AccessRule> moving() {
        Function<String, String> prefixed = PREFIX::concat;
        return List.of(
                new AccessRule(
                        Stream.of("StartMessageMoveTask", "ReceiveMessage", "DeleteMessage", "GetQueueAttributes")
                                .map(prefixed)
                                .toList(),
                        false,
                        named(StartMessageMoveTaskInput.class, input -> input.sourceArn())),
                rule("SendMessage", false, named(StartMessageMoveTaskInput.class, input -> input.destinationArn())));
    }

    private static AccessRule rule(String action, boolean shared, Resource resource) {
        return new AccessRule(List.of(PREFIX + action), shared, resource);
    }

    private static <I extends Record> Resource byUrl(Class<I> type, Text<I> url) {
        return (dialect, call, input) -> {
            String text = url.of(type.cast(input));
            return text == null
                    ? Optional.empty()
                    : QueueUrl.parse(dialect, call.account(), call.region(), text)
                            .map(QueueUrl::key);
        };
    }

    private static <I extends Record> Resource named(Class<I> type, Text<I> arn) {
        return (dialect, call, input) -> {
            String text = arn.of(type.cast(input));
            return text == null ? Optional.empty() : QueueArn.parse(text);
        };
    }

    private static Optional<QueueKey> byName(Dialect dialect, Call call, Record input) {
        GetQueueUrlInput asked = (GetQueueUrlInput) input;
        String name = asked.queueName();
        String owner = dialect.hasQueueOwners() ? asked.queueOwnerAwsAccountId() : null;
        if (name == null) {
            return Optional.empty();
        }
        return QueueName.parse(name)
                .flatMap(valid -> account(call, owner).map(account -> new QueueKey(account, call.region(), valid)));
    }

    private static Optional<AccountId> account(Call call, @Nullable String owner) {
        if (owner == null || owner.isEmpty()) {
            return Optional.of(call.account());
        }
        try {
            return Optional.of(new AccountId(owner));
        } catch (IllegalArgumentException noAccount) {
            return Optional.empty();
        }
    }

    private static @Nullable String sourceOf(CancelMessageMoveTaskInput input) {
        String handle = input.taskHandle();
        return handle == null || handle.isEmpty()
                ? null
                : MoveTaskHandle.parse(handle).sourceArn();
    }
}
