package io.posthorn.queue.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class StoredAttributesCodecTest {
    private static final StoredAttributes SMALL = new StoredAttributes(
            "AIDA", Optional.of("Root=1"), Optional.empty(), Optional.empty(), MessageAttributes.NONE);

    @Property
    void readsWhatItWrote(@ForAll("stored") StoredAttributes stored) {
        assertThat(StoredAttributesCodec.decode(StoredAttributesCodec.encode(stored)))
                .isEqualTo(stored);
    }

    @Property(tries = 200)
    void refusesEveryPartOfWhatItWrote(@ForAll("stored") StoredAttributes stored) {
        byte[] bytes = StoredAttributesCodec.encode(stored);
        for (int length = 0; length < Math.min(bytes.length, 300); length++) {
            byte[] part = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> StoredAttributesCodec.decode(part)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Property
    void answersRandomBytesWithAValueOrRefusal(@ForAll byte[] bytes) {
        try {
            StoredAttributes read = StoredAttributesCodec.decode(bytes);
            assertThat(StoredAttributesCodec.decode(StoredAttributesCodec.encode(read)))
                    .isEqualTo(read);
        } catch (IllegalArgumentException refused) {
            assertThat(refused).hasMessage("these are not stored attributes");
        }
    }

    @Test
    void writesTheFormatOfVersion1() {
        assertThat(StoredAttributesCodec.encode(SMALL))
                .isEqualTo("\u0001\u0001\u0004AIDA\u0006Root=1\u0000".getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void refusesALaterVersion() {
        byte[] bytes = StoredAttributesCodec.encode(SMALL);
        bytes[0] = 2;

        assertThatThrownBy(() -> StoredAttributesCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesMoreAfterTheEnd() {
        byte[] bytes = StoredAttributesCodec.encode(SMALL);

        assertThatThrownBy(() -> StoredAttributesCodec.decode(Arrays.copyOf(bytes, bytes.length + 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void reservesNothingForALengthThatIsNotThere() {
        byte[] bytes = {1, 0, (byte) 0xFF, (byte) 0xFF, (byte) 0xFF, 0x7F};

        assertThatThrownBy(() -> StoredAttributesCodec.decode(bytes)).isInstanceOf(IllegalArgumentException.class);
    }

    @Provide
    Arbitrary<StoredAttributes> stored() {
        Arbitrary<String> text =
                Arbitraries.strings().withCharRange(' ', '\uD7FF').ofMaxLength(200);
        Arbitrary<AttributeValue> texts = text.map(value -> new AttributeValue.Text("String", value));
        Arbitrary<AttributeValue> binaries = Arbitraries.bytes()
                .array(byte[].class)
                .ofMaxSize(300)
                .map(bytes -> new AttributeValue.Binary("Binary.x", Blob.of(bytes)));
        Arbitrary<Map<String, AttributeValue>> attributes =
                Arbitraries.maps(text, Arbitraries.oneOf(texts, binaries)).ofMaxSize(10);
        return Combinators.combine(text, text.optional(), text.optional(), text.optional(), attributes)
                .as((sender, trace, source, deduplication, values) ->
                        new StoredAttributes(sender, trace, source, deduplication, MessageAttributes.of(values)));
    }
}
