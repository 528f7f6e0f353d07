package io.posthorn.platform.outbound;

import io.posthorn.platform.outbound.OutboundResult.Answered;
import io.posthorn.platform.outbound.OutboundResult.Cause;
import io.posthorn.platform.outbound.OutboundResult.Unanswered;
import io.posthorn.wire.Blob;
import io.vertx.core.AsyncResult;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.impl.ContextInternal;
import io.vertx.core.net.SocketAddress;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * One request on its way. Everything happens on its own event loop context, so there is nothing to synchronize.
 *
 * <pre>
 * waiting for a place → resolving → dialling (each vetted address in turn) → exchanging → finished
 *                    any of them, at the deadline →                                     finished
 * </pre>
 *
 * The place is given back when it is finished, but not before the dialling ended: until then there may be a socket.
 */
final class Attempt {
    private static final int MAX_ADDRESSES = 4;

    private final Means means;
    private final ContextInternal context;
    private final OutboundRequest request;
    private final Promise<OutboundResult> result;
    private final Deque<InetAddress> addresses = new ArrayDeque<>();
    private final Buffer body = Buffer.buffer();

    private long timer;
    private boolean finished;
    private boolean placed;
    private boolean dialling;
    private Places.@Nullable Claim claim;
    private @Nullable HttpClientRequest outgoing;
    private @Nullable HttpClientResponse response;

    Attempt(Means means, ContextInternal context, OutboundRequest request, Promise<OutboundResult> result) {
        this.means = means;
        this.context = context;
        this.request = request;
        this.result = result;
    }

    /**
     * What requests share.
     *
     * @param keeping whether there are few enough connections to keep another
     */
    record Means(HttpClient client, HostNames names, AddressGuard guard, Places places, BooleanSupplier keeping) {}

    void start() {
        TargetHost to = TargetHost.of(request.uri()).orElse(null);
        if (to == null) {
            finish(new Unanswered(Cause.FORBIDDEN_ADDRESS));
            return;
        }
        timer = context.setTimer(Math.max(1, request.deadline().toMillis()), _ -> late());
        Places.Claim mine = new Places.Claim(to.name() + ":" + to.port(), () -> context.runOnContext(_ -> placed(to)));
        claim = mine;
        if (!means.places().take(mine)) {
            claim = null;
            finish(new Unanswered(Cause.NO_PLACE));
        }
    }

    private void placed(TargetHost to) {
        placed = true;
        if (finished) {
            leave();
        } else if (to.literal() != null) {
            resolved(to, List.of(to.literal()));
        } else {
            means.names()
                    .addresses(to.question())
                    .onComplete(answer -> context.runOnContext(_ -> {
                        if (answer.succeeded()) {
                            resolved(to, answer.result());
                        } else {
                            finish(new Unanswered(Cause.UNKNOWN_HOST));
                        }
                    }));
        }
    }

    private void resolved(TargetHost to, List<InetAddress> found) {
        if (finished) {
            return;
        }
        found.stream()
                .filter(means.guard()::allows)
                .sorted(Comparator.comparing(Inet6Address.class::isInstance))
                .limit(MAX_ADDRESSES)
                .forEach(addresses::add);
        if (addresses.isEmpty()) {
            finish(new Unanswered(Cause.FORBIDDEN_ADDRESS));
        } else {
            dial(to, addresses.removeFirst());
        }
    }

    private void dial(TargetHost to, InetAddress address) {
        dialling = true;
        RequestOptions options = new RequestOptions()
                .setServer(SocketAddress.inetSocketAddress(new InetSocketAddress(nameless(address), to.port())))
                .setHost(to.name())
                .setPort(to.port())
                .setSsl(to.secure())
                .setMethod(HttpMethod.valueOf(request.method()))
                .setURI(pathAndQuery(request.uri()))
                .setFollowRedirects(false);
        means.client().request(options).onComplete(dialled -> dialled(to, dialled));
    }

    /** The address without the name that it came of, which nobody may look up again. */
    private static InetAddress nameless(InetAddress address) {
        try {
            return InetAddress.getByAddress(address.getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    private static String pathAndQuery(URI uri) {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private void dialled(TargetHost to, AsyncResult<HttpClientRequest> dialled) {
        dialling = false;
        if (finished) {
            if (dialled.succeeded()) {
                dialled.result().reset();
            }
            leave();
        } else if (dialled.succeeded()) {
            exchange(to, dialled.result());
        } else if (isTls(to, dialled.cause())) {
            finish(new Unanswered(Cause.TLS));
        } else if (addresses.isEmpty()) {
            finish(new Unanswered(Cause.CONNECT));
        } else {
            dial(to, addresses.removeFirst());
        }
    }

    /** A connection that ends during the handshake is a failure of TLS as well; one that never was is a socket's. */
    private static boolean isTls(TargetHost to, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SSLException || cause instanceof CertificateException) {
                return true;
            }
        }
        return to.secure() && !(failure instanceof SocketException);
    }

    private void exchange(TargetHost to, HttpClientRequest connected) {
        outgoing = connected;
        SocketAddress peer = connected.connection().remoteAddress();
        if (peer.hostAddress() == null || !means.guard().allows(InetAddress.ofLiteral(peer.hostAddress()))) {
            finish(new Unanswered(Cause.FORBIDDEN_ADDRESS));
            return;
        }
        connected.headers().add("Host", to.authority());
        request.headers().forEach(header -> connected.headers().add(header.getKey(), header.getValue()));
        if (!means.keeping().getAsBoolean()) {
            // whatever the caller would have: idle connections have no other bound than their number
            connected.headers().set("Connection", "close");
        }
        connected.response().onComplete(answer -> {
            if (answer.succeeded()) {
                answered(answer.result());
            } else {
                finish(new Unanswered(Cause.BROKEN));
            }
        });
        if (request.body().size() > 0 || request.method().startsWith("P")) {
            connected
                    .headers()
                    .add("Content-Length", Integer.toString(request.body().size()));
            connected.end(Buffer.buffer(request.body().bytes()));
        } else {
            connected.end();
        }
    }

    private void answered(HttpClientResponse head) {
        if (finished) {
            return;
        }
        if (head.statusCode() < 200 || head.statusCode() > 599) {
            finish(new Unanswered(Cause.BROKEN));
            return;
        }
        response = head;
        head.exceptionHandler(_ -> finish(new Unanswered(Cause.BROKEN)));
        head.handler(chunk -> kept(head, chunk));
        head.endHandler(_ -> {
            outgoing = null;
            finish(answer(head));
        });
    }

    private void kept(HttpClientResponse head, Buffer chunk) {
        if (finished) {
            return;
        }
        int room = request.maxAnswerBytes() - body.length();
        body.appendBuffer(chunk, 0, Math.min(room, chunk.length()));
        if (chunk.length() > room) {
            finish(answer(head));
        }
    }

    private Answered answer(HttpClientResponse head) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        head.headers()
                .forEach(header -> headers.computeIfAbsent(
                                header.getKey().toLowerCase(Locale.ROOT), _ -> new ArrayList<>())
                        .add(header.getValue()));
        headers.replaceAll((_, values) -> List.copyOf(values));
        return new Answered(head.statusCode(), headers, Blob.of(body.getBytes()));
    }

    /** Who has all of the answer that is wanted does not mind that its end is missing. */
    private void late() {
        boolean complete = response != null && body.length() == request.maxAnswerBytes();
        finish(
                complete && response != null
                        ? answer(response)
                        : new Unanswered(placed ? Cause.TIMEOUT : Cause.NO_PLACE));
    }

    private void finish(OutboundResult outcome) {
        if (finished) {
            return;
        }
        finished = true;
        context.owner().cancelTimer(timer);
        if (outgoing != null) {
            // what has not ended is closed
            outgoing.reset();
        }
        if (placed && !dialling) {
            leave();
        } else if (claim != null && !placed) {
            // where it is granted just now, placed() gives it back
            means.places().cancel(claim);
        }
        result.complete(outcome);
    }

    private void leave() {
        if (claim != null) {
            means.places().free(claim.host());
            claim = null;
        }
    }
}
