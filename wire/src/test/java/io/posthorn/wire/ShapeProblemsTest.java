package io.posthorn.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A start-up with wrong shapes names all that is wrong with them. */
class ShapeProblemsTest {
    record Wrong(
            int primitive,
            byte[] bytes,
            Map<Integer, String> keys,
            String required,
            @Flattened @Nullable String flat,
            @QueryMap(key = "K", value = "V") List<String> list,
            @QueryMap(key = "K", value = "K") Map<String, String> alike,
            @QueryName("A") @Flattened("B") List<String> twice,
            @QueryName({}) @Nullable String nameless,
            @WireName("a.b") @Nullable String dotted,
            @WireName("") @Nullable String empty,
            @WireName("Same") @Nullable String one,
            @WireName("Same") @Nullable String other,
            @QueryName("Action") @Nullable String action,
            Deep deep) {}

    record Deep(List<List<Object>> objects) {}

    record Generic<T>(List<T> values) {}

    @Test
    void everyProblemIsListed() {
        ServiceShape shape = new ServiceShape(
                "Wrong",
                "1",
                "",
                Set.of(Protocol.REST_JSON),
                RequestLimits.DEFAULT,
                QueueApi.SHAPE.errors(),
                List.of(
                        new OperationShape<>("Twice", Wrong.class, OperationShape.Nothing.class),
                        new OperationShape<>("Twice", Wrong.class, OperationShape.Nothing.class),
                        new OperationShape<>("Not a name", QueueApi.QueueOnly.class, Generic.class)));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServiceCodec.of(shape))
                .satisfies(e -> assertThat(String.valueOf(e.getMessage()).lines())
                        .hasSize(22)
                        .anySatisfy(line -> assertThat(line).contains("REST-JSON"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.primitive", "no shape: int"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.bytes", "no shape: byte[]"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.keys", "no shape"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.required", "not @Nullable"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.flat", "@Flattened"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.list", "@QueryMap"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.alike", "alike"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.twice", "both"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.nameless", "without a name"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.dotted", "'a.b'"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.empty", "empty name"))
                        .anySatisfy(line -> assertThat(line).contains("two members named Same"))
                        .anySatisfy(line -> assertThat(line).contains("two members that query and XML call Same"))
                        .anySatisfy(line -> assertThat(line).contains("calls Action"))
                        .anySatisfy(line -> assertThat(line).contains("Wrong.deep", "not @Nullable"))
                        .anySatisfy(line -> assertThat(line).contains("Deep.objects", "java.lang.Object"))
                        .anySatisfy(line -> assertThat(line).contains("Generic has type parameters"))
                        .anySatisfy(line -> assertThat(line).contains("two actions are called Twice"))
                        .anySatisfy(line -> assertThat(line).contains("'Not a name'")));
    }

    @Test
    void anActionOfAnotherServiceIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QueueApi.CODEC.encodeRequest(
                        Protocol.AWS_QUERY, EveryShape.ECHO, new EveryShape.Nested(null, null, List.of(), null)));
    }
}
