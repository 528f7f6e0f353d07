package io.posthorn.wire;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/** A record with every type and annotation that a shape may have, and arbitrary values of it. */
record EveryShape(
        @Nullable String text,
        @Nullable Integer integer,
        @WireName("lowerCase") @Nullable Long number,
        @QueryName({"RealInQuery", "RealToo"}) @Nullable Double real,
        @Nullable Boolean flag,
        @Nullable BigDecimal decimal,
        @Nullable Blob blob,
        @Nullable Instant instant,
        @Flattened({"Word", "OtherWord"}) @Nullable List<String> words,
        @Nullable List<Integer> members,

        @Flattened("Pair") @QueryMap(key = "Name", value = "Value") @Nullable
        Map<String, String> pairs,

        @Nullable Map<String, Blob> entries,
        @Flattened List<Nested> flatNested,
        @QueryMap(key = "K", value = "V") Map<String, Nested> keyedNested,
        @Nullable List<List<String>> lists,
        @Nullable Map<String, Map<String, Long>> maps,
        @Nullable Nested nested) {

    /** A record that contains itself. */
    record Nested(
            @Nullable String id,
            @Nullable Nested child,
            @Flattened("ChildInList") List<Nested> children,
            @Nullable List<Instant> times) {}

    private static final Nested BARE = new Nested(null, null, List.of(), null);

    static final OperationShape<EveryShape, EveryShape> ECHO =
            new OperationShape<>("Echo", EveryShape.class, EveryShape.class);
    static final ServiceCodec CODEC = ServiceCodec.of(new ServiceShape(
            "Every",
            "2026-01-01",
            "urn:every",
            Set.of(Protocol.AWS_JSON_1_0, Protocol.AWS_JSON_1_1, Protocol.AWS_QUERY),
            RequestLimits.DEFAULT,
            QueueApi.SHAPE.errors(),
            List.of(ECHO)));

    /**
     * Arbitrary values.
     *
     * @param text the texts in it
     * @param key the names in its maps
     * @param least how many elements a list or map has at least where it may be absent: an answer cannot tell empty
     *     from absent
     */
    static Arbitrary<EveryShape> arbitrary(Arbitrary<String> text, Arbitrary<String> key, int least) {
        Arbitrary<Blob> blob =
                Arbitraries.bytes().array(byte[].class).ofMaxSize(40).map(Blob::of);
        Arbitrary<Nested> nested = nested(text, least, 2);
        Arbitrary<Scalars> scalars = Combinators.combine(
                        text.injectNull(0.2),
                        Arbitraries.integers().injectNull(0.2),
                        Arbitraries.longs().injectNull(0.2),
                        reals().injectNull(0.2),
                        Arbitraries.of(true, false).injectNull(0.2),
                        decimals().injectNull(0.2),
                        blob.injectNull(0.2),
                        instants().injectNull(0.2))
                .as(Scalars::new);
        Arbitrary<Containers> containers = Combinators.combine(
                        list(text, least).injectNull(0.2),
                        list(Arbitraries.integers(), least).injectNull(0.2),
                        map(key, text, least).injectNull(0.2),
                        map(key, blob, least).injectNull(0.2),
                        list(nested, 0),
                        map(key, nested, 0),
                        list(list(text, 0), least).injectNull(0.2),
                        map(key, map(key, Arbitraries.longs(), 0), least).injectNull(0.2))
                .as(Containers::new);
        return Combinators.combine(scalars, containers, nested.injectNull(0.2)).as(EveryShape::of);
    }

    private record Scalars(
            @Nullable String text,
            @Nullable Integer integer,
            @Nullable Long number,
            @Nullable Double real,
            @Nullable Boolean flag,
            @Nullable BigDecimal decimal,
            @Nullable Blob blob,
            @Nullable Instant instant) {}

    private record Containers(
            @Nullable List<String> words,
            @Nullable List<Integer> members,
            @Nullable Map<String, String> pairs,
            @Nullable Map<String, Blob> entries,
            List<Nested> flatNested,
            Map<String, Nested> keyedNested,
            @Nullable List<List<String>> lists,
            @Nullable Map<String, Map<String, Long>> maps) {}

    private static EveryShape of(Scalars s, Containers c, @Nullable Nested nested) {
        return new EveryShape(
                s.text,
                s.integer,
                s.number,
                s.real,
                s.flag,
                s.decimal,
                s.blob,
                s.instant,
                c.words,
                c.members,
                c.pairs,
                c.entries,
                c.flatNested,
                c.keyedNested,
                c.lists,
                c.maps,
                nested);
    }

    private static Arbitrary<Nested> nested(Arbitrary<String> text, int least, int depth) {
        Arbitrary<@Nullable Nested> child = depth == 0
                ? Arbitraries.just(BARE).injectNull(0.5)
                : nested(text, least, depth - 1).injectNull(0.3);
        Arbitrary<List<Nested>> children = depth == 0
                ? Arbitraries.just(List.of())
                : nested(text, least, depth - 1).list().ofMaxSize(2);
        return Combinators.combine(
                        text.injectNull(0.2),
                        child,
                        children,
                        list(instants(), least).injectNull(0.2))
                .as(Nested::new);
    }

    private static <T> Arbitrary<List<T>> list(Arbitrary<T> element, int least) {
        return element.list().ofMinSize(least).ofMaxSize(3).map(List::copyOf);
    }

    private static <T> Arbitrary<Map<String, T>> map(Arbitrary<String> key, Arbitrary<T> value, int least) {
        return Arbitraries.maps(key, value).ofMinSize(least).ofMaxSize(3).map(LinkedHashMap::new);
    }

    private static Arbitrary<Double> reals() {
        return Arbitraries.oneOf(
                Arbitraries.doubles(),
                Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, -0.0, Double.MIN_VALUE));
    }

    private static Arbitrary<BigDecimal> decimals() {
        return Arbitraries.oneOf(
                Arbitraries.bigDecimals()
                        .between(new BigDecimal("-1e38"), new BigDecimal("1e38"))
                        .ofScale(12),
                Arbitraries.of("1E+3", "0E-10", "1.20", "-12345678901234567890123456789012345678", "1E-128")
                        .map(BigDecimal::new));
    }

    private static Arbitrary<Instant> instants() {
        return Combinators.combine(
                        Arbitraries.longs().between(-62_167_219_200L, 253_402_300_799L),
                        Arbitraries.oneOf(
                                Arbitraries.just(0), Arbitraries.integers().between(0, 999_999_999)))
                .as(Instant::ofEpochSecond);
    }
}
