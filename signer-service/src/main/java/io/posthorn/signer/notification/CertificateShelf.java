package io.posthorn.signer.notification;

import io.smallrye.mutiny.Uni;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Every certificate as subscribers fetch it, in memory. For one that is not there, the store is asked for newer ones, since
 * another replica may just have made it: by one query at a time with a pause between them, however many ask.
 * Thread-safe.
 */
public final class CertificateShelf {
    /** How many may wait for the next look into the store. */
    static final int MAX_WAITING = 1000;

    private static final int LINE_CHARS = 64;

    /**
     * A certificate.
     *
     * @param number its key's number
     * @param fingerprint its name
     * @param der the certificate
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Certificate(long number, String fingerprint, byte[] der) {}

    private final Map<String, byte[]> pems = new ConcurrentHashMap<>();
    private final LongFunction<Uni<List<Certificate>>> newerThan;
    private final Consumer<Runnable> later;
    private @Nullable CompletableFuture<Void> next;
    private boolean looking;
    private int waiting;
    private long newest;

    /**
     * @param newerThan the certificates in the store with numbers above one
     * @param later runs a look after a pause
     */
    CertificateShelf(LongFunction<Uni<List<Certificate>>> newerThan, Consumer<Runnable> later) {
        this.newerThan = newerThan;
        this.later = later;
    }

    /** The certificate in PEM if it is in memory; the caller does not change it. */
    public byte @Nullable [] find(String fingerprint) {
        return pems.get(fingerprint);
    }

    /**
     * The certificate in PEM as of a look into the store that begins later. Fails when the store does not answer or too
     * many wait.
     */
    public Uni<Optional<byte[]>> look(String fingerprint) {
        return Uni.createFrom()
                .completionStage(() -> nextLook())
                .map(done -> Optional.ofNullable(pems.get(fingerprint)));
    }

    private synchronized CompletableFuture<Void> nextLook() {
        if (waiting >= MAX_WAITING) {
            return CompletableFuture.failedFuture(new RejectedExecutionException("too many look for certificates"));
        }
        waiting++;
        CompletableFuture<Void> joined = next;
        if (joined == null) {
            joined = new CompletableFuture<>();
            next = joined;
            if (!looking) {
                later.accept(this::begin);
            }
        }
        return joined;
    }

    private void begin() {
        CompletableFuture<Void> look;
        long known;
        synchronized (this) {
            look = next;
            if (look == null) {
                return;
            }
            next = null;
            waiting = 0;
            looking = true;
            known = newest;
        }
        newerThan
                .apply(known)
                .subscribe()
                .with(found -> end(look, found, null), failure -> end(look, List.of(), failure));
    }

    private void end(CompletableFuture<Void> look, List<Certificate> found, @Nullable Throwable failure) {
        synchronized (this) {
            for (Certificate each : found) {
                pems.put(each.fingerprint(), pem(each.der()));
                newest = Math.max(newest, each.number());
            }
            looking = false;
            if (next != null) {
                later.accept(this::begin);
            }
        }
        if (failure == null) {
            look.complete(null);
        } else {
            look.completeExceptionally(failure);
        }
    }

    private static byte[] pem(byte[] der) {
        String base64 = Base64.getMimeEncoder(LINE_CHARS, new byte[] {'\n'}).encodeToString(der);
        return ("-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n")
                .getBytes(StandardCharsets.US_ASCII);
    }
}
