package io.posthorn.signer.notification;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.signer.identity.OperatorDoor;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The operator's interface to the keys that notifications are signed with; private keys never come out of it. */
@Path("/_posthorn/notification-keys")
@Produces(MediaType.APPLICATION_JSON)
public class NotificationKeysResource {
    private final NotificationKeyStore store;
    private final NotificationKeysTopic topic;
    private final OperatorDoor door;

    NotificationKeysResource(NotificationKeyStore store, NotificationKeysTopic topic, OperatorDoor door) {
        this.store = store;
        this.topic = topic;
        this.door = door;
    }

    /**
     * A key.
     *
     * @param number 1 for the first, one more for each after it
     * @param certificate the path of its certificate
     * @param status CURRENT, or REPLACED when it signs no more
     * @param createdAt when it was made
     * @param endsAt when its certificate ends
     */
    public record Key(long number, String certificate, String status, Instant createdAt, Instant endsAt) {
        static Key of(NotificationKeyEntity key) {
            return new Key(
                    key.number,
                    NotificationKeyEvent.certificatePath(key.fingerprint),
                    key.replacedAt == null ? "CURRENT" : "REPLACED",
                    key.createdAt,
                    key.endsAt);
        }
    }

    /** Lists every key, the oldest first. */
    @GET
    public Uni<Response> list(@HeaderParam("Authorization") @Nullable String authorization) {
        return door.open(
                authorization,
                () -> store.after(0)
                        .map(keys ->
                                Response.ok(keys.stream().map(Key::of).toList()).build()));
    }

    /**
     * Replaces the current key by a new one: 201 with the new one. The certificate of the old one is still served. 409 when
     * there are as many certificates as are kept.
     */
    @POST
    public Uni<Response> rotate(@HeaderParam("Authorization") @Nullable String authorization) {
        return door.open(
                authorization,
                () -> store.after(0).chain(keys -> {
                    if (keys.size() >= NotificationKeyStore.MAX_CERTIFICATES) {
                        return OperatorDoor.refused(
                                409,
                                "there are " + NotificationKeyStore.MAX_CERTIFICATES
                                        + " certificates, which is the most");
                    }
                    return store.rotate()
                            .chain(event -> topic.tell(event).chain(() -> store.after(event.number() - 1)))
                            .map(NotificationKeysResource::created);
                }));
    }

    private static Response created(List<NotificationKeyEntity> made) {
        return Response.status(201).entity(Key.of(made.getFirst())).build();
    }
}
