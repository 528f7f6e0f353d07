package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Contents as they stand in the database: sealed, each for its own row. */
final class ContentSeal {
    private final SecretSealer sealer;

    ContentSeal(SecretSealer sealer) {
        this.sealer = sealer;
    }

    byte[] seal(AccountId account, Content content) {
        return sealer.seal(content.bytes().bytes(), context(account, content.id()));
    }

    /** Throws {@link SecretException} when it does not open. */
    Content open(AccountId account, UUID id, byte[] sealed) {
        return new Content(id, Blob.of(sealer.open(sealed, context(account, id))));
    }

    private static byte[] context(AccountId account, UUID id) {
        return (DeliveryEngine.PURPOSE + "/" + account + "/" + id).getBytes(StandardCharsets.US_ASCII);
    }
}
