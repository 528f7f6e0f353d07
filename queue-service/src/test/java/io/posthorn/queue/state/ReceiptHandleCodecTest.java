package io.posthorn.queue.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.queue.state.ReceiptHandleCodec.Parsed;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReceiptHandleCodecTest {

    private static final byte[] KEY = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
    private static final ReceiptHandleCodec CODEC = new ReceiptHandleCodec(KEY);

    @Property
    void everyHandleComesBackFromItsText(
            @ForAll long queueId,
            @ForAll long sequence,
            @ForAll @LongRange(min = 0, max = Sequence.MAX_EPOCH) long epoch,
            @ForAll int ordinal) {
        ReceiptHandle handle = new ReceiptHandle(queueId, sequence, epoch, ordinal);

        String text = CODEC.text(handle);

        assertThat(text).matches("[A-Za-z0-9_-]{43}");
        assertThat(CODEC.parse(text)).isEqualTo(new Parsed.Valid(handle));
    }

    @Property
    void aChangedTextIsNoHandle(
            @ForAll long sequence,
            @ForAll @IntRange(max = 41) int position,
            @ForAll @IntRange(min = 1, max = 63) int by) {
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder text = new StringBuilder(CODEC.text(new ReceiptHandle(1, sequence, 2, 3)));
        int letter = alphabet.indexOf(text.charAt(position));
        text.setCharAt(position, alphabet.charAt((letter + by) % alphabet.length()));

        assertThat(CODEC.parse(text.toString())).isEqualTo(new Parsed.Invalid());
    }

    @Property
    void anyTextIsParsedWithoutAnError(@ForAll String text) {
        assertThat(CODEC.parse(text)).isEqualTo(new Parsed.Invalid());
        String padded = (text + "=".repeat(43)).substring(0, 43);
        assertThat(CODEC.parse(padded)).isEqualTo(new Parsed.Invalid());
    }

    @Test
    void aHandleOfAnotherInstallationIsNoHandle() {
        byte[] other = KEY.clone();
        other[0] ^= 1;
        String text = new ReceiptHandleCodec(other).text(new ReceiptHandle(1, 2, 3, 4));

        assertThat(CODEC.parse(text)).isEqualTo(new Parsed.Invalid());
    }

    @Test
    void theAuthenticatorIsSipHash24() {
        // Reference vectors of the authors for the key 00..0f and inputs 00, 01, 02 … of 0, 8 and 24 bytes.
        byte[] input = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f1011121314151617");
        SipHash hash = new SipHash(KEY);

        assertThat(hash.of(input, 0)).isEqualTo(0x726fdb47dd0e0e31L);
        assertThat(hash.of(input, 1)).isEqualTo(0x93f5f5799a932462L);
        assertThat(hash.of(input, 3)).isEqualTo(0xb8ad50c6f649af94L);
    }

    @Test
    void theKeyHasSixteenBytesAndIsShownNowhere() {
        assertThatThrownBy(() -> new ReceiptHandleCodec(new byte[15])).isInstanceOf(IllegalArgumentException.class);
        assertThat(CODEC).hasToString("ReceiptHandleCodec");
    }
}
