package io.posthorn.queue.seal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretException;
import io.posthorn.platform.secret.SecretSealer;
import io.posthorn.queue.journal.QueueRef;
import io.posthorn.queue.journal.Transport;
import io.posthorn.queue.message.MessageMd5;
import io.posthorn.queue.queue.Dialect;
import io.posthorn.queue.queue.GivenAttributes;
import io.posthorn.queue.queue.QueueAttributes;
import io.posthorn.queue.queue.QueueName;
import io.posthorn.queue.state.JournalEntry;
import io.posthorn.queue.state.MessageId;
import io.posthorn.queue.state.Payload;
import io.posthorn.queue.state.StoredMessage;
import io.vertx.core.Future;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** What a queue stores is sealed and opens again, and only where it belongs. */
class QueueSealTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final QueueRef QUEUE = new QueueRef(new AccountId("111111111111"), 7);
    private static final MasterKeys MASTER = MasterKeys.parse("one:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final MasterKeys OTHER_MASTER = MasterKeys.parse("two:/wECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");
    private static final QueueAttributes SEALED = attributes(Map.of());

    private final Map<UUID, byte[]> stored = new HashMap<>();
    private final QueueSeal seal = new QueueSeal(QUEUE, keys(MASTER));

    @Property(tries = 200)
    void opensWhatItSealed(@ForAll byte[] attributes, @ForAll byte[] body, @ForAll long high, @ForAll long low) {
        MessageId id = new MessageId(high, low);
        Payload sealed = payloadOf(store(seal, id, new Payload(body, attributes, "", null)));

        Payload opened = open(seal, id, sealed);

        assertThat(opened.body()).isEqualTo(body);
        assertThat(opened.attributes()).isEqualTo(attributes);
        assertThat(opened.bodyMd5()).isEqualTo(MessageMd5.ofBody(body));
        assertThat(opened.encryptionKeyId()).isNull();
    }

    @Test
    void storesNothingInClear() {
        Payload sealed = payloadOf(store(seal, id(1), plain("a very secret body")));

        assertThat(new String(sealed.body(), UTF_8)).doesNotContain("secret");
        assertThat(new String(sealed.attributes(), UTF_8)).doesNotContain("attribute");
        assertThat(sealed.bodyMd5()).isEmpty();
        assertThat(sealed.encryptionKeyId()).isNotNull();
        assertThat(sealed.body()).hasSize("a very secret body".length() + 16);
    }

    @Test
    void sealsTheSameMessageDifferentlyEachTime() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            seen.add(new String(payloadOf(store(seal, id(1), plain("same"))).body(), UTF_8));
        }

        assertThat(seen).hasSize(1000);
    }

    @Test
    void opensAfterARestart() {
        Payload sealed = payloadOf(store(seal, id(1), plain("kept")));

        QueueSeal restarted = new QueueSeal(QUEUE, keys(MASTER));

        assertThat(new String(open(restarted, id(1), sealed).body(), UTF_8)).isEqualTo("kept");
    }

    @Test
    void saysThatTheMasterKeyIsNotTheOne() {
        Payload sealed = payloadOf(store(seal, id(1), plain("kept")));
        QueueSeal restarted = new QueueSeal(QUEUE, keys(OTHER_MASTER));

        assertThatThrownBy(() -> open(restarted, id(1), sealed))
                .isInstanceOf(SealException.class)
                .hasMessage("data key " + sealed.encryptionKeyId() + " does not open with the master keys given")
                .hasCauseInstanceOf(SecretException.class);
    }

    @Test
    void saysThatADataKeyIsGone() {
        Payload sealed = payloadOf(store(seal, id(1), plain("kept")));
        stored.clear();

        assertThatThrownBy(() -> open(new QueueSeal(QUEUE, keys(MASTER)), id(1), sealed))
                .isInstanceOf(SealException.class)
                .hasMessage("the data key of stored messages is gone: " + sealed.encryptionKeyId());
    }

    @Test
    void doesNotOpenWhatWasMovedOrChanged() {
        Payload sealed = payloadOf(store(seal, id(1), plain("kept")));
        byte[] changed = sealed.body().clone();
        changed[0] ^= 1;
        byte[] renumbered = sealed.attributes().clone();
        renumbered[8] ^= 1;
        byte[] shorter = Arrays.copyOf(sealed.attributes(), sealed.attributes().length - 1);

        assertThatThrownBy(() -> open(seal, id(2), sealed)).isInstanceOf(SealException.class);
        assertThatThrownBy(() ->
                        open(seal, id(1), new Payload(changed, sealed.attributes(), "", sealed.encryptionKeyId())))
                .isInstanceOf(SealException.class);
        assertThatThrownBy(
                        () -> open(seal, id(1), new Payload(sealed.body(), renumbered, "", sealed.encryptionKeyId())))
                .isInstanceOf(SealException.class);
        assertThatThrownBy(() -> open(seal, id(1), new Payload(sealed.body(), shorter, "", sealed.encryptionKeyId())))
                .isInstanceOf(SealException.class);
        for (QueueRef other : List.of(
                new QueueRef(new AccountId("111111111111"), 8), new QueueRef(new AccountId("222222222222"), 7))) {
            assertThatThrownBy(() -> open(new QueueSeal(other, keys(MASTER)), id(1), sealed))
                    .isInstanceOf(SealException.class);
        }
    }

    @Test
    void aKeyServesForItsPeriodAndThenAnotherDoes() {
        QueueAttributes minute =
                attributes(Map.of("KmsMasterKeyId", "alias/aws/sqs", "KmsDataKeyReusePeriodSeconds", "60"));

        UUID first = keyOf(seal.seal(List.of(insert(id(1), plain("a"))), minute, NOW));
        UUID same = keyOf(seal.seal(List.of(insert(id(2), plain("b"))), minute, NOW.plusSeconds(59)));
        UUID next = keyOf(seal.seal(List.of(insert(id(3), plain("c"))), minute, NOW.plusSeconds(60)));

        assertThat(same).isEqualTo(first);
        assertThat(next).isNotEqualTo(first);
        assertThat(SEALED.dataKeyReuse()).isEqualTo(Duration.ofMinutes(5));
    }

    @Test
    void aKeySealsSoManyMessagesAndNoMore() {
        DataKey key = keys(MASTER).fresh(QUEUE, NOW);
        for (long i = 0; i < DataKey.MOST_MESSAGES; i++) {
            assertThat(key.next() == i && key.serves(NOW, Duration.ofMinutes(5)) == (i + 1 < DataKey.MOST_MESSAGES))
                    .isTrue();
        }
    }

    @Test
    void aKeyGoesAlongUntilItIsKnownToBeStored() {
        QueueSeal.Sealed first = seal.seal(List.of(insert(id(1), plain("a"))), SEALED, NOW);
        QueueSeal.Sealed second = seal.seal(List.of(insert(id(2), plain("b")), insert(id(3), plain("c"))), SEALED, NOW);
        first.durable();
        QueueSeal.Sealed third = seal.seal(List.of(insert(id(4), plain("d"))), SEALED, NOW);

        assertThat(first.keys()).hasSize(1);
        assertThat(second.keys())
                .extracting(Transport.SealedKey::id)
                .containsExactly(first.keys().getFirst().id());
        assertThat(third.keys()).isEmpty();
    }

    @Test
    void leavesAlonePayloadsOfQueuesThatDoNotSealAndOtherEntries() {
        List<JournalEntry> entries = List.of(insert(id(1), plain("a")), new JournalEntry.Delete(9));

        QueueSeal.Sealed left = seal.seal(entries, attributes(Map.of("SqsManagedSseEnabled", "false")), NOW);
        QueueSeal.Sealed sealed = seal.seal(entries, SEALED, NOW);

        assertThat(left.entries()).isEqualTo(entries);
        assertThat(left.keys()).isEmpty();
        assertThat(sealed.entries().getLast()).isEqualTo(entries.getLast());
        Payload clear = plain("a");
        assertThat(open(seal, id(1), clear)).isSameAs(clear);
    }

    private DataKeys keys(MasterKeys master) {
        return new DataKeys(
                (queue, ids) -> Future.succeededFuture(Map.copyOf(stored)),
                new SecretSealer(master.forPurpose(DataKeys.PURPOSE), new SecureRandom()),
                new SecureRandom());
    }

    private QueueSeal.Sealed store(QueueSeal by, MessageId id, Payload payload) {
        QueueSeal.Sealed sealed = by.seal(List.of(insert(id, payload)), SEALED, NOW);
        sealed.keys().forEach(key -> stored.put(key.id(), key.sealed()));
        return sealed;
    }

    private static UUID keyOf(QueueSeal.Sealed sealed) {
        return Objects.requireNonNull(payloadOf(sealed).encryptionKeyId());
    }

    private static Payload payloadOf(QueueSeal.Sealed sealed) {
        return ((JournalEntry.Insert) sealed.entries().getFirst()).payload();
    }

    private static Payload open(QueueSeal by, MessageId id, Payload stored) {
        Future<Map<Long, Payload>> opened = by.open(Map.of(1L, id), Map.of(1L, stored));
        if (opened.failed()) {
            throw opened.cause() instanceof RuntimeException known ? known : new CompletionException(opened.cause());
        }
        return opened.result().values().iterator().next();
    }

    private static JournalEntry insert(MessageId id, Payload payload) {
        return new JournalEntry.Insert(
                new StoredMessage(1, id, 1, NOW, NOW, NOW, null, null, 0, 0, null, 0, null), payload);
    }

    private static Payload plain(String body) {
        byte[] bytes = body.getBytes(UTF_8);
        return new Payload(bytes, "an attribute".getBytes(UTF_8), MessageMd5.ofBody(bytes), null);
    }

    private static MessageId id(long low) {
        return new MessageId(1, low);
    }

    private static QueueAttributes attributes(Map<String, String> given) {
        return GivenAttributes.forCreate(Dialect.AWS, new QueueName("jobs"), given)
                .applyTo(QueueAttributes.defaults(Dialect.AWS, false));
    }
}
