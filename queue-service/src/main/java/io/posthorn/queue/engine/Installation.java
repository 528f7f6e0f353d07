package io.posthorn.queue.engine;

import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/** What is made once for an installation and shared by its replicas. */
final class Installation {
    private static final String OFFER =
            "INSERT INTO queue.installation (id, handle_key) VALUES (1, $1) ON CONFLICT DO NOTHING";

    private static final String READ = "SELECT handle_key FROM queue.installation WHERE id = 1";

    private static final byte[] CONTEXT = "queue.installation.handle_key".getBytes(StandardCharsets.UTF_8);

    private static final int KEY_BYTES = 16;

    private Installation() {}

    /**
     * The key that authenticates receipt handles, made on the first start. Fails with {@link IllegalStateException} when it
     * was sealed under another master key: then nothing else that is stored would open.
     */
    static Uni<byte[]> handleKey(Pool pool, SecretSealer sealer, RandomGenerator random) {
        byte[] fresh = new byte[KEY_BYTES];
        random.nextBytes(fresh);
        return pool.preparedQuery(OFFER)
                .execute(Tuple.of(Buffer.buffer(sealer.seal(fresh, CONTEXT))))
                .chain(() -> pool.preparedQuery(READ).execute())
                .map(rows -> sealer.open(
                        rows.iterator().next().getDelegate().getBuffer(0).getBytes(), CONTEXT))
                .onFailure(SecretException.class)
                .transform(failure -> new IllegalStateException(
                        "the master keys do not open what is stored: give those that this installation was made with",
                        failure));
    }
}
