package io.posthorn.topic.publish;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class SequenceNumbersTest {
    @Property
    void numbersHaveTwentyDigitsAndGrowAsOffsetsDo(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE - 1) long offset) {
        String number = SequenceNumbers.of(offset);

        assertThat(number).matches("[0-9]{20}").isLessThan(SequenceNumbers.of(offset + 1));
        assertThat(new BigInteger(number).subtract(BigInteger.TEN.pow(19))).isEqualTo(offset);
    }
}
