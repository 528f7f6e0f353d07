package io.posthorn.signer.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The token that opens the operator's interface, if there is one. */
public final class OperatorToken {
    private static final int MIN_CHARS = 16;
    private static final String SCHEME = "Bearer ";

    private final byte @Nullable [] token;

    /**
     * The token that {@code configured} says.
     *
     * @throws IllegalArgumentException when it is too short to be a secret
     */
    public OperatorToken(Optional<String> configured) {
        String text =
                configured.map(String::strip).filter(each -> !each.isEmpty()).orElse(null);
        if (text != null && text.length() < MIN_CHARS) {
            throw new IllegalArgumentException(
                    "posthorn.signer.admin.token has fewer than " + MIN_CHARS + " characters");
        }
        this.token = text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }

    boolean isSet() {
        return token != null;
    }

    /** Whether {@code authorization} is {@code Bearer} and this token; compares in constant time. */
    boolean opens(@Nullable String authorization) {
        byte[] expected = token;
        return expected != null
                && authorization != null
                && authorization.startsWith(SCHEME)
                && MessageDigest.isEqual(
                        expected, authorization.substring(SCHEME.length()).getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing of the token. */
    @Override
    public String toString() {
        return "OperatorToken[" + (isSet() ? "…" : "none") + "]";
    }
}
