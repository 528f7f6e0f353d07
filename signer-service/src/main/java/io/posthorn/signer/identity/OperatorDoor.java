package io.posthorn.signer.identity;

import io.posthorn.platform.store.StoreOutage;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.core.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The door to the operator's interface. Opens to {@code Authorization: Bearer <posthorn.signer.admin.token>}; without a
 * configured token everything behind it answers 404.
 */
public final class OperatorDoor {
    private final OperatorToken token;

    OperatorDoor(OperatorToken token) {
        this.token = token;
    }

    /**
     * What went wrong.
     *
     * @param message for the operator
     */
    public record Problem(String message) {}

    /**
     * Answers what {@code action} answers to whoever may ask. What an argument cannot be is a 400, what does not go with
     * what is there a 409, a store that is away a 503.
     */
    public Uni<Response> open(@Nullable String authorization, Supplier<Uni<Response>> action) {
        if (!token.isSet()) {
            return Uni.createFrom().item(Response.status(404).build());
        }
        if (!token.opens(authorization)) {
            return Uni.createFrom()
                    .item(Response.status(401)
                            .header("WWW-Authenticate", "Bearer")
                            .build());
        }
        Uni<Response> answer;
        try {
            answer = action.get();
        } catch (IllegalArgumentException e) {
            return refused(400, String.valueOf(e.getMessage()));
        }
        return answer.onFailure(IdentityConflictException.class)
                .recoverWithUni(conflict -> refused(409, String.valueOf(conflict.getMessage())))
                .onFailure(StoreOutage::in)
                .recoverWithUni(() -> refused(503, "the store does not answer; try again"));
    }

    /** The answer {@code status} with a {@link Problem}. */
    public static Uni<Response> refused(int status, String message) {
        return Uni.createFrom()
                .item(Response.status(status).entity(new Problem(message)).build());
    }
}
