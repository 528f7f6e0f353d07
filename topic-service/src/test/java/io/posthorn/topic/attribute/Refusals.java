package io.posthorn.topic.attribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.posthorn.wire.ApiException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Asserts the declared error and the text of a refusal. */
public final class Refusals {
    private Refusals() {}

    /** Asserts that {@code call} is refused with InvalidParameter, {@code Invalid parameter: } and {@code text}. */
    public static void assertInvalid(ThrowingCallable call, String text) {
        assertRefused(call, "InvalidParameter", "Invalid parameter: " + text);
    }

    /** Asserts that {@code call} is refused with the error {@code code} and exactly {@code text}. */
    public static void assertRefused(ThrowingCallable call, String code, String text) {
        ApiException refusal = catchThrowableOfType(ApiException.class, call);
        assertThat(refusal).as("a refusal with %s", text).isNotNull();
        assertThat(refusal.error().queryCode()).isEqualTo(code);
        assertThat(refusal.text()).isEqualTo(text);
    }
}
