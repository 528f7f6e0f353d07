package io.posthorn.topic.delivery;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.wire.Blob;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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

    /**
     * The contents of {@code deliveries} as columns, each once: account, id, what is stored, and then the time. They are in one
     * order, so that two transactions with the same contents do not wait for each other in a circle.
     */
    Tuple columns(List<Delivery> deliveries, Instant now) {
        Map<String, Delivery> first = new TreeMap<>();
        for (Delivery delivery : deliveries) {
            first.putIfAbsent(
                    delivery.target().account() + "/" + delivery.content().id(), delivery);
        }
        List<Delivery> each = List.copyOf(first.values());
        return Tuple.tuple()
                .addArrayOfString(
                        Columns.texts(each, one -> one.target().account().value()))
                .addArrayOfUUID(Columns.uuids(each, one -> one.content().id()))
                .addArrayOfBuffer(each.stream()
                        .map(one -> Buffer.buffer(seal(one.target().account(), one.content())))
                        .toArray(Buffer[]::new))
                .addOffsetDateTime(Columns.time(now));
    }

    /** An answer to a delivery, for the log. */
    byte[] sealExcerpt(Delivery delivery, String excerpt) {
        return sealer.seal(excerpt.getBytes(StandardCharsets.UTF_8), excerptContext(delivery.target(), delivery.id()));
    }

    /** Throws {@link SecretException} when it does not open. */
    String openExcerpt(TargetKey target, UUID delivery, byte[] sealed) {
        return new String(sealer.open(sealed, excerptContext(target, delivery)), StandardCharsets.UTF_8);
    }

    private static byte[] excerptContext(TargetKey target, UUID delivery) {
        return (DeliveryEngine.PURPOSE + ".excerpts/" + target.account() + "/" + delivery)
                .getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] context(AccountId account, UUID id) {
        return (DeliveryEngine.PURPOSE + "/" + account + "/" + id).getBytes(StandardCharsets.US_ASCII);
    }
}
