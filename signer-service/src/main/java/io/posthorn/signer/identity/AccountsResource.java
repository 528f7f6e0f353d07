package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.IdentityEvent;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The operator's interface: accounts and access keys. Needs {@code Authorization: Bearer <posthorn.signer.admin.token>};
 * without a configured token it answers 404 to everything.
 */
@Path("/_posthorn/accounts")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
public class AccountsResource {
    private static final Pattern USER_NAME = Pattern.compile("[A-Za-z0-9+=,.@_-]{1,64}");
    private static final int MAX_NAME_CHARS = 128;

    private final IdentityStore store;
    private final IdentityTopic topic;
    private final OperatorDoor door;

    AccountsResource(IdentityStore store, IdentityTopic topic, OperatorDoor door) {
        this.store = store;
        this.topic = topic;
        this.door = door;
    }

    /**
     * An account.
     *
     * @param id its id
     * @param name its name, for people
     * @param createdAt when it was made
     */
    public record Account(String id, String name, Instant createdAt) {
        static Account of(AccountEntity account) {
            return new Account(account.id, account.name, account.createdAt);
        }
    }

    /**
     * What an account is made from.
     *
     * @param id 1 to 32 characters of a-z and 0-9; 12 digits for AWS clients
     * @param name 1 to 128 characters; the id when absent
     */
    public record NewAccount(@Nullable String id, @Nullable String name) {}

    /**
     * Whose access key to make.
     *
     * @param user a user's name, made if not there; the account's root when absent
     */
    public record NewKey(@Nullable String user) {}

    /**
     * An access key; its secret only in the answer that made it.
     *
     * @param accessKeyId its id
     * @param secretAccessKey its secret, or null
     * @param principal the ARN that it acts as
     * @param status ACTIVE or INACTIVE
     */
    public record Key(String accessKeyId, @Nullable String secretAccessKey, String principal, String status) {
        static Key of(IdentityEvent event, @Nullable String secret) {
            return new Key(
                    event.accessKeyId(),
                    secret,
                    event.principal().arn(),
                    event.status().name());
        }

        @Override
        public String toString() {
            return "Key[" + accessKeyId + " of " + principal + "]";
        }
    }

    /** Lists up to 1,000 accounts by id, after {@code after}. */
    @GET
    public Uni<Response> list(
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("after") @DefaultValue("") String after) {
        return door.open(
                authorization,
                () -> store.accounts(after)
                        .map(accounts -> ok(accounts.stream().map(Account::of).toList())));
    }

    /** Makes an account: 201, or 409 when it is there. */
    @POST
    public Uni<Response> create(
            @HeaderParam("Authorization") @Nullable String authorization, @Nullable NewAccount account) {
        return door.open(authorization, () -> {
            if (account == null || account.id() == null) {
                return OperatorDoor.refused(400, "an account has an id");
            }
            AccountId id = new AccountId(account.id());
            String name = account.name() == null ? id.value() : account.name();
            if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
                return OperatorDoor.refused(400, "an account's name has 1 to " + MAX_NAME_CHARS + " characters");
            }
            return store.createAccount(id, name).map(made -> created(Account.of(made)));
        });
    }

    /** Lists an account's access keys, without their secrets. */
    @GET
    @Path("/{account}/access-keys")
    public Uni<Response> keys(
            @HeaderParam("Authorization") @Nullable String authorization, @PathParam("account") String account) {
        return door.open(
                authorization,
                () -> store.keysOf(new AccountId(account))
                        .map(keys -> ok(
                                keys.stream().map(event -> Key.of(event, null)).toList())));
    }

    /** Makes an access key and tells its secret, this once: 201, or 404 without such an account. */
    @POST
    @Path("/{account}/access-keys")
    public Uni<Response> createKey(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("account") String account,
            @Nullable NewKey key) {
        return door.open(authorization, () -> {
            String user = key == null ? null : key.user();
            if (user != null && !USER_NAME.matcher(user).matches()) {
                return OperatorDoor.refused(400, "a user's name is of the form " + USER_NAME);
            }
            return store.createAccessKey(new AccountId(account), user)
                    .chain(made -> found(
                            made,
                            keyMade -> topic.publish(keyMade.event())
                                    .replaceWith(created(Key.of(keyMade.event(), keyMade.secret())))));
        });
    }

    /** Deletes an access key: 204, or 404 without such a key. */
    @DELETE
    @Path("/{account}/access-keys/{key}")
    public Uni<Response> deleteKey(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("account") String account,
            @PathParam("key") String key) {
        return door.open(
                authorization,
                () -> store.deleteAccessKey(new AccountId(account), key)
                        .chain(deleted -> found(
                                deleted,
                                event -> topic.publish(event)
                                        .replaceWith(Response.noContent().build()))));
    }

    private static <T> Uni<Response> found(@Nullable T thing, Function<T, Uni<Response>> then) {
        return thing == null ? OperatorDoor.refused(404, "there is no such account or access key") : then.apply(thing);
    }

    private static Response ok(List<?> things) {
        return Response.ok(things).build();
    }

    private static Response created(Object thing) {
        return Response.status(201).entity(thing).build();
    }
}
