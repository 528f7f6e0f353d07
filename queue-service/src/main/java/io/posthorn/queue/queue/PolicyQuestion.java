package io.posthorn.queue.queue;

import io.posthorn.platform.arn.Arn;
import io.posthorn.platform.policy.PolicyRequest;
import io.posthorn.platform.policy.Requester;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What a queue's access policy is asked. */
public final class PolicyQuestion {
    private PolicyQuestion() {}

    /**
     * May {@code requester} do {@code action} to {@code queue}?
     *
     * @param action with its service, such as {@code sqs:SendMessage}
     * @param region the region that was asked
     * @param secure whether it was asked over a secure transport
     * @param about the condition keys that only this kind of requester brings, with their values
     */
    public static PolicyRequest of(
            Requester requester,
            String action,
            QueueKey queue,
            Instant at,
            String region,
            boolean secure,
            Map<String, List<String>> about) {
        Map<String, List<String>> context = new HashMap<>(about);
        context.put("aws:SecureTransport", List.of(Boolean.toString(secure)));
        context.put("aws:RequestedRegion", List.of(region));
        context.put("aws:ResourceAccount", List.of(queue.account().value()));
        context.put("aws:ViaAWSService", List.of("false"));
        return new PolicyRequest(
                requester,
                action,
                Arn.sqs(queue.region(), queue.account(), queue.name().value()),
                queue.account(),
                at,
                context);
    }
}
