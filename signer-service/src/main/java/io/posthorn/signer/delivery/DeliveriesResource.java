package io.posthorn.signer.delivery;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Call;
import io.posthorn.platform.Principal;
import io.posthorn.platform.Source;
import io.posthorn.platform.arn.Arn;
import io.posthorn.signer.identity.OperatorDoor;
import io.posthorn.signer.upstream.UnreachableException;
import io.posthorn.signer.upstream.Upstreams;
import io.posthorn.wire.Headers;
import io.posthorn.wire.WireRequest;
import io.posthorn.wire.WireResponse;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The operator's interface to deliveries by HTTP: attempts on record, sending again, disabled subscriptions. What there is to
 * know of them the topic service knows, so whoever has the operator's token is sent on to it, as {@link Principal#OPERATOR}.
 */
@Path("/_posthorn/deliveries")
@Produces(MediaType.APPLICATION_JSON)
public class DeliveriesResource {
    private static final Logger LOG = Logger.getLogger(DeliveriesResource.class);
    private static final String PATH = "/_posthorn/deliveries";
    private static final String SERVICE = "sns";
    private static final byte[] NO_BODY = new byte[0];

    /** Nobody signed with a key: to everything but the operator's interface such a call is anonymous. */
    private static final String NO_KEY = "";

    /** What a subscription's ARN is made of; in a path it needs no encoding. */
    private static final Pattern ARN =
            Pattern.compile("arn:aws:sns:[a-z0-9-]+:[a-z0-9]+:[A-Za-z0-9_.-]+:[A-Fa-f0-9-]+");

    private final Upstreams upstreams;
    private final OperatorDoor door;
    private final Clock clock = Clock.systemUTC();

    DeliveriesResource(Upstreams upstreams, OperatorDoor door) {
        this.upstreams = upstreams;
        this.door = door;
    }

    /** Lists the disabled targets of an account, with {@code account=ID&disabled=true}. */
    @GET
    public Uni<Response> list(
            @HeaderParam("Authorization") @Nullable String authorization,
            @QueryParam("account") @Nullable String account,
            @Context UriInfo uri) {
        return door.open(
                authorization,
                () -> sendOn(
                        new AccountId(Objects.requireNonNullElse(account, "")),
                        "",
                        new WireRequest("GET", PATH, query(uri), Headers.NONE, NO_BODY)));
    }

    /** Tells of a subscription. */
    @GET
    @Path("/{subscription}/{what}")
    public Uni<Response> get(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("subscription") String subscription,
            @PathParam("what") String what,
            @Context UriInfo uri) {
        return door.open(authorization, () -> sendOn("GET", subscription, what, uri, null));
    }

    /** Does something for a subscription. */
    @POST
    @Path("/{subscription}/{what}")
    public Uni<Response> post(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("subscription") String subscription,
            @PathParam("what") String what,
            @Context UriInfo uri,
            byte @Nullable [] body) {
        return door.open(authorization, () -> sendOn("POST", subscription, what, uri, body));
    }

    /** Gives something to a subscription. */
    @PUT
    @Path("/{subscription}/{what}")
    public Uni<Response> put(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("subscription") String subscription,
            @PathParam("what") String what,
            @Context UriInfo uri,
            byte @Nullable [] body) {
        return door.open(authorization, () -> sendOn("PUT", subscription, what, uri, body));
    }

    /** Takes something from a subscription. */
    @DELETE
    @Path("/{subscription}/{what}")
    public Uni<Response> delete(
            @HeaderParam("Authorization") @Nullable String authorization,
            @PathParam("subscription") String subscription,
            @PathParam("what") String what,
            @Context UriInfo uri) {
        return door.open(authorization, () -> sendOn("DELETE", subscription, what, uri, null));
    }

    private Uni<Response> sendOn(String method, String subscription, String what, UriInfo uri, byte @Nullable [] body) {
        if (!ARN.matcher(subscription).matches()) {
            throw new IllegalArgumentException("this is no subscription's ARN");
        }
        if (!what.matches("[a-z-]{1,32}")) {
            return OperatorDoor.refused(404, "there is nothing here");
        }
        Arn arn = Arn.parse(subscription);
        return sendOn(
                arn.owner(),
                arn.region(),
                new WireRequest(
                        method,
                        PATH + '/' + arn + '/' + what,
                        query(uri),
                        Headers.of("Content-Type", MediaType.APPLICATION_JSON),
                        body == null ? NO_BODY : body));
    }

    private Uni<Response> sendOn(AccountId account, String region, WireRequest request) {
        if (!upstreams.serve(SERVICE)) {
            return OperatorDoor.refused(404, "topics are not served here");
        }
        Call call = new Call(
                account,
                Principal.OPERATOR,
                NO_KEY,
                region,
                SERVICE,
                UUID.randomUUID().toString(),
                "",
                Source.UNKNOWN,
                clock.instant());
        return Uni.createFrom()
                .deferred(() -> upstreams.send(call, request))
                .map(DeliveriesResource::response)
                .onFailure(UnreachableException.class)
                .recoverWithUni(failure -> {
                    LOG.warnf("the operator cannot be answered reason=%s", failure.getMessage());
                    return OperatorDoor.refused(503, "the topic service does not answer; try again");
                });
    }

    private static Response response(WireResponse answer) {
        Response.ResponseBuilder response = Response.status(answer.status());
        answer.headers().forEach(response::header);
        return (answer.body().length == 0 ? response : response.entity(answer.body())).build();
    }

    private static String query(UriInfo uri) {
        return Objects.requireNonNullElse(uri.getRequestUri().getRawQuery(), "");
    }
}
