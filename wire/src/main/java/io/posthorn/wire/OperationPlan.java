package io.posthorn.wire;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * One action, planned.
 *
 * @param result the XML element around the output's members
 */
record OperationPlan(
        OperationShape<?, ?> operation, Structure input, Structure output, XmlName response, XmlName result) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]*");

    /** Whether the action has no output at all, which is less than an output without members. */
    boolean isVoid() {
        return operation.output() == OperationShape.Nothing.class;
    }

    static Map<String, OperationPlan> planAll(ServiceShape service, Problems problems) {
        if (service.protocols().isEmpty()) {
            problems.add("it speaks no protocol");
        }
        if (service.protocols().contains(Protocol.REST_JSON)) {
            problems.add("REST-JSON finds its action by method and path: use JsonBody");
        }
        ShapePlanner inputs = new ShapePlanner(MemberNames.CAPITALIZED, true, problems);
        ShapePlanner outputs = new ShapePlanner(MemberNames.CAPITALIZED, false, problems);
        Map<String, OperationPlan> plans = new LinkedHashMap<>();
        for (OperationShape<?, ?> operation : service.operations()) {
            String name = operation.name();
            if (!NAME.matcher(name).matches()) {
                problems.add("an action cannot be called '" + name + "'");
            }
            OperationPlan plan = new OperationPlan(
                    operation,
                    inputs.structure(operation.input()),
                    outputs.structure(operation.output()),
                    new XmlName(name + "Response"),
                    new XmlName(name + "Result"));
            for (String taken : new String[] {"Action", "Version"}) {
                if (plan.input().queried(taken) != null) {
                    problems.add(operation.input().getName() + " has a member that query calls " + taken);
                }
            }
            if (plans.put(name, plan) != null) {
                problems.add("two actions are called " + name);
            }
        }
        return plans;
    }
}
