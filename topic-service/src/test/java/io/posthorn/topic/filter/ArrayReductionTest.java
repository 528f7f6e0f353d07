package io.posthorn.topic.filter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import software.amazon.event.ruler.GenericMachine;

/** That a document fits the same policies when it has been made small. */
class ArrayReductionTest {
    /** Policies whose values the documents of this test have now and then. */
    private static final List<String> POLICIES = List.of(
            "{'a':[1],'b':[2]}",
            "{'a':[{'exists':true}],'b':[{'exists':true}],'c':['x']}",
            "{'a':[{'exists':false}],'b':['x']}",
            "{'a':['x'],'b':[{'exists':false}]}",
            "{'n':{'a':[1],'b':['x']}}",
            "{'n':{'a':['x'],'b':[{'exists':false}]}}",
            "{'n':{'a':[{'exists':false}],'b':[1]}}",
            "{'n':{'a':[{'anything-but':1}],'b':[{'numeric':['>',1]}]},'c':[1]}",
            "{'$or':[{'a':[1],'n':{'a':[2]}},{'b':[null],'n':{'b':[2]}}]}",
            "{'n':{'n':{'a':[1],'b':[2]},'c':['x']}}",
            "{'n.a':[1],'n':{'b':[{'prefix':'x'},2]}}",
            "{'n':{'a':[{'anything-but':['x']}],'n':{'a':[{'exists':false}]}}}");

    private static final List<CompiledPolicy> COMPILED = IntStream.range(0, POLICIES.size())
            .mapToObj(i -> CompiledPolicy.of(
                    new UUID(0, i), FilterPolicy.parse(Json.text(POLICIES.get(i)), FilterScope.MESSAGE_BODY)))
            .toList();

    @Property(tries = 300)
    void aSmallDocumentFitsWhatItFittedBefore(@ForAll("documents") JsonNode document) {
        assertThat(fit(COMPILED, reduced(document, COMPILED))).isEqualTo(fit(COMPILED, document));
        for (CompiledPolicy policy : COMPILED) {
            List<CompiledPolicy> one = List.of(policy);
            assertThat(fit(one, reduced(document, one))).isEqualTo(fit(one, document));
        }
    }

    @Example
    void oneElementOfEachKindStays() {
        List<CompiledPolicy> policy = List.of(COMPILED.getFirst());

        assertThat(reduced(Json.read("{'a':[1,2,3,1,4],'b':[[2,2],[3],[5],2],'c':[1],'n':{'a':1}}"), policy))
                .isEqualTo(Json.read("{'a':[1,2],'b':[[2],[3],2]}"));
        assertThat(reduced(Json.read("{'c':1}"), policy)).isEqualTo(Json.read("{}"));
    }

    @Provide
    Arbitrary<JsonNode> documents() {
        Arbitrary<JsonNode> scalars = Arbitraries.of(
                JsonNodeFactory.instance.numberNode(1),
                JsonNodeFactory.instance.numberNode(2),
                JsonNodeFactory.instance.numberNode(3),
                JsonNodeFactory.instance.textNode("x"),
                JsonNodeFactory.instance.textNode("y"),
                JsonNodeFactory.instance.nullNode());
        return object(nodes(scalars, 3));
    }

    private static Arbitrary<JsonNode> nodes(Arbitrary<JsonNode> scalars, int depth) {
        if (depth == 0) {
            return scalars;
        }
        return Arbitraries.lazy(() -> Arbitraries.frequencyOf(
                Tuple.of(2, scalars),
                Tuple.of(1, object(nodes(scalars, depth - 1))),
                Tuple.of(2, nodes(scalars, depth - 1).list().ofMaxSize(4).map(ArrayReductionTest::array))));
    }

    private static Arbitrary<JsonNode> object(Arbitrary<JsonNode> members) {
        return Arbitraries.maps(Arbitraries.of("a", "b", "c", "n", "n.a"), members)
                .ofMaxSize(4)
                .map(map -> {
                    ObjectNode object = JsonNodeFactory.instance.objectNode();
                    object.setAll(map);
                    return object;
                });
    }

    private static JsonNode array(List<JsonNode> elements) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        array.addAll(elements);
        return array;
    }

    private static JsonNode reduced(JsonNode document, List<CompiledPolicy> policies) {
        Set<String> paths = new HashSet<>();
        policies.forEach(policy -> policy.addPathsTo(paths));
        return ArrayReduction.reduce(document, new Paths(paths), ValueKinds.to(policies));
    }

    private static Set<UUID> fit(List<CompiledPolicy> policies, JsonNode document) {
        GenericMachine<UUID> machine = GenericMachine.<UUID>builder().build();
        policies.forEach(policy -> policy.addTo(machine));
        return Engine.match(machine, document.toString());
    }
}
