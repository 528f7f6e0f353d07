package io.posthorn.platform.policy;

import java.util.List;

/**
 * Names of resources with wildcards. The six parts compare one by one, so a wildcard does not reach over a colon, except
 * in the last part of the pattern, which takes the rest.
 */
final class ArnPattern {
    private static final int PARTS = 6;

    private final boolean any;
    private final List<Template> parts;

    private ArnPattern(boolean any, List<Template> parts) {
        this.any = any;
        this.parts = parts;
    }

    static ArnPattern of(String text, boolean withVariables) {
        Template whole = Template.pattern(text, withVariables);
        if (!whole.isAny() && !text.startsWith("arn:") && !text.startsWith("yrn:") && !text.startsWith("${")) {
            throw new PolicySyntaxException("a resource is * or begins with arn: or yrn:");
        }
        return new ArnPattern(whole.isAny(), whole.split(PARTS));
    }

    boolean matches(String arn, PolicyRequest request) {
        if (any) {
            return true;
        }
        // A variable may stand for the whole name.
        if (parts.size() == 1) {
            return parts.getFirst().matches(arn, request);
        }
        String[] actual = arn.split(":", parts.size());
        if (actual.length != parts.size()) {
            return false;
        }
        for (int i = 0; i < actual.length; i++) {
            if (!parts.get(i).matches(actual[i], request)) {
                return false;
            }
        }
        return true;
    }

    /** Whether the request has every variable that this names. */
    boolean resolvable(PolicyRequest request) {
        return parts.stream().allMatch(part -> part.resolve(request) != null);
    }
}
