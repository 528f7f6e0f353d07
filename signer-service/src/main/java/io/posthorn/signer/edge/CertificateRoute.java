package io.posthorn.signer.edge;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.signer.notification.CertificateShelf;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * Serves the certificates of notification keys to whoever asks, without a signature, at
 * {@link NotificationKeyEvent#certificatePath}.
 */
public final class CertificateRoute {
    private static final Logger LOG = Logger.getLogger(CertificateRoute.class);
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int UNAVAILABLE = 503;

    /** What a fingerprint names never changes. */
    private static final String FOR_EVER = "public, max-age=31536000, immutable";

    private final CertificateShelf shelf;

    /** Serves what is on {@code shelf}. */
    public CertificateRoute(CertificateShelf shelf) {
        this.shelf = shelf;
    }

    /** Whether it is a request for a certificate. */
    public boolean takes(HttpServerRequest request) {
        String path = request.path();
        return path != null
                && path.startsWith(NotificationKeyEvent.CERTIFICATE_PATHS)
                && (request.method().equals(HttpMethod.GET) || request.method().equals(HttpMethod.HEAD));
    }

    /** Answers a request that it {@link #takes}. */
    public void handle(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        // a body means nothing here and is thrown away
        request.resume();
        String fingerprint = NotificationKeyEvent.fingerprintIn(request.path());
        if (fingerprint == null) {
            refuse(request, NOT_FOUND);
            return;
        }
        byte[] pem = shelf.find(fingerprint);
        if (pem != null) {
            answer(request, pem);
            return;
        }
        Context context = Vertx.currentContext();
        shelf.look(fingerprint)
                .subscribe()
                .with(
                        found -> context.runOnContext(_ -> answer(request, found)),
                        failure -> context.runOnContext(_ -> {
                            LOG.debugf("Certificate not looked up reason=%s", failure.getMessage());
                            refuse(request, UNAVAILABLE);
                        }));
    }

    private static void answer(HttpServerRequest request, Optional<byte[]> found) {
        found.ifPresentOrElse(pem -> answer(request, pem), () -> refuse(request, NOT_FOUND));
    }

    private static void answer(HttpServerRequest request, byte[] pem) {
        request.response()
                .setStatusCode(OK)
                .putHeader(HttpHeaders.CONTENT_TYPE, "application/x-pem-file")
                .putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(pem.length))
                .putHeader(HttpHeaders.CACHE_CONTROL, FOR_EVER);
        end(request, request.method().equals(HttpMethod.HEAD) ? Buffer.buffer() : Buffer.buffer(pem));
    }

    private static void refuse(HttpServerRequest request, int status) {
        request.response().setStatusCode(status).putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
        end(request, Buffer.buffer());
    }

    private static void end(HttpServerRequest request, Buffer body) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (isWithoutBody(request)) {
            response.end(body);
            return;
        }
        // whoever is still sending does so for nothing
        response.putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        response.end(body).onComplete(_ -> request.connection().close());
    }

    private static boolean isWithoutBody(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return request.getHeader(HttpHeaders.TRANSFER_ENCODING) == null && (length == null || length.equals("0"));
    }
}
