package io.posthorn.platform.policy;

import io.posthorn.platform.policy.Principals.Match;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One statement of a policy, ready to test.
 *
 * @param sid its id; empty for none
 * @param allows whether it allows; else it denies
 * @param principals whom it means; null in an identity policy, which means its identity
 * @param exceptPrincipals whether it means all but those
 * @param actions the actions, in lower case
 * @param exceptActions whether it means all but those
 * @param resources the resources
 * @param exceptResources whether it means all but those
 * @param requirements its conditions, which must all hold
 */
record Statement(
        String sid,
        boolean allows,
        @Nullable Principals principals,
        boolean exceptPrincipals,
        List<Template> actions,
        boolean exceptActions,
        List<ArnPattern> resources,
        boolean exceptResources,
        List<Requirement> requirements) {
    Statement {
        actions = List.copyOf(actions);
        resources = List.copyOf(resources);
        requirements = List.copyOf(requirements);
    }

    /** How it applies to {@code request}: not, through the requester's account, or directly. */
    Match match(PolicyRequest request) {
        Match match = meant(request.requester());
        boolean applies = match != Match.NONE
                && coversAction(request)
                && coversResource(request)
                && requirements.stream().allMatch(each -> each.holds(request));
        return applies ? match : Match.NONE;
    }

    private Match meant(Requester requester) {
        if (principals == null) {
            return Match.DIRECT;
        }
        Match match = principals.match(requester);
        if (!exceptPrincipals) {
            return match;
        }
        return match == Match.NONE ? Match.DIRECT : Match.NONE;
    }

    private boolean coversAction(PolicyRequest request) {
        String action = PolicyRequest.lower(request.action());
        return actions.stream().anyMatch(each -> each.matches(action)) != exceptActions;
    }

    private boolean coversResource(PolicyRequest request) {
        String arn = request.resource().toString();
        // An exception that cannot be worked out must not widen what is allowed.
        if (exceptResources && allows && !resources.stream().allMatch(each -> each.resolvable(request))) {
            return false;
        }
        return resources.stream().anyMatch(each -> each.matches(arn, request)) != exceptResources;
    }
}
