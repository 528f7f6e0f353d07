package io.posthorn.platform.api;

import io.micrometer.core.instrument.MeterRegistry;
import io.posthorn.platform.Call;
import io.posthorn.platform.Operation;
import io.posthorn.wire.OperationShape;
import io.posthorn.wire.ServiceShape;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An operation with what is looked up once for it: its shape and its meters. */
record BoundOperation<I extends Record, O extends Record>(
        Operation<I, O> operation, OperationShape<I, O> shape, OperationMeters meters) {
    String name() {
        return shape.name();
    }

    Uni<O> execute(Call call, Record input) {
        return operation.execute(call, shape.input().cast(input));
    }

    /** Operations by action name, after checking that declaration and code are the same set. */
    static Map<String, BoundOperation<?, ?>> bind(
            String service, ServiceShape shape, List<? extends Operation<?, ?>> operations, MeterRegistry meters) {
        List<String> problems = problems(shape, operations);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "service " + service + " does not implement its API: " + String.join("; ", problems));
        }
        Map<String, BoundOperation<?, ?>> bound = new HashMap<>();
        for (Operation<?, ?> operation : operations) {
            BoundOperation<?, ?> each = bind(service, operation, meters);
            bound.put(each.name(), each);
        }
        return Map.copyOf(bound);
    }

    private static <I extends Record, O extends Record> BoundOperation<I, O> bind(
            String service, Operation<I, O> operation, MeterRegistry meters) {
        OperationShape<I, O> shape = operation.shape();
        return new BoundOperation<>(operation, shape, new OperationMeters(service, shape.name(), meters));
    }

    private static List<String> problems(ServiceShape shape, List<? extends Operation<?, ?>> operations) {
        List<String> problems = new ArrayList<>();
        Map<String, OperationShape<?, ?>> declared = new LinkedHashMap<>();
        for (OperationShape<?, ?> each : shape.operations()) {
            if (declared.putIfAbsent(each.name(), each) != null) {
                problems.add(each.name() + " is declared twice");
            }
        }
        Map<String, Integer> implemented = new LinkedHashMap<>();
        for (Operation<?, ?> operation : operations) {
            OperationShape<?, ?> own = operation.shape();
            implemented.merge(own.name(), 1, Integer::sum);
            OperationShape<?, ?> expected = declared.get(own.name());
            if (expected == null) {
                problems.add(own.name() + " has an operation but is not declared");
            } else if (!expected.equals(own)) {
                problems.add(own.name() + " has an operation with other records than declared");
            }
        }
        for (String name : declared.keySet()) {
            int count = implemented.getOrDefault(name, 0);
            if (count != 1) {
                problems.add(name + (count == 0 ? " has no operation" : " has " + count + " operations"));
            }
        }
        return problems;
    }
}
