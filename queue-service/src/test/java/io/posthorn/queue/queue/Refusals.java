package io.posthorn.queue.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.wire.ApiError;
import io.posthorn.wire.ApiException;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Assertions on errors of the API. */
public final class Refusals {
    private Refusals() {}

    /** Asserts that {@code action} is refused with {@code error} and exactly {@code text}. */
    public static void assertRefused(ThrowingCallable action, ApiError error, String text) {
        ApiException refused = Assertions.catchThrowableOfType(ApiException.class, action);
        assertThat(refused).as("an error of the API").isNotNull();
        assertThat(refused.text()).isEqualTo(text);
        assertThat(refused.error()).isEqualTo(error);
    }
}
