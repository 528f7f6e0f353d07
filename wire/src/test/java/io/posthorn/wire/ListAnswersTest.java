package io.posthorn.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How the query protocol tells lists and maps that are empty from those that are not there. */
class ListAnswersTest {
    private static final OperationShape<Asked, Listed> LIST = new OperationShape<>("List", Asked.class, Listed.class);

    private static final ServiceCodec CODEC = ServiceCodec.of(new ServiceShape(
            "lists",
            "2020-01-01",
            "",
            Set.of(Protocol.AWS_QUERY),
            new RequestLimits(1024, 4, 16, 16),
            new ServiceShape.ProtocolErrors(
                    ApiError.sender("Unknown", "Unknown", 400),
                    ApiError.sender("Missing", "Missing", 400),
                    ApiError.sender("Malformed", "Malformed", 400)),
            List.of(LIST)));

    private record Asked() {}

    private record Listed(
            List<String> names,
            Map<String, String> tags,
            @Flattened List<String> flat) {}

    @Test
    void anEmptyListIsAnElementOfItsOwn() {
        assertThat(xml(new Listed(List.of(), Map.of(), List.of())))
                .contains("<ListResult><Names></Names><Tags></Tags></ListResult>");
    }

    @Test
    void aFlattenedListIsItsMembersAndNothingElse() {
        assertThat(xml(new Listed(List.of("a"), Map.of("k", "v"), List.of("x", "y"))))
                .contains("<Names><member>a</member></Names>"
                        + "<Tags><entry><key>k</key><value>v</value></entry></Tags><Flat>x</Flat><Flat>y</Flat>");
    }

    private static String xml(Listed answer) {
        return new String(CODEC.encode(Protocol.AWS_QUERY, LIST, answer, "id").body(), StandardCharsets.UTF_8);
    }
}
