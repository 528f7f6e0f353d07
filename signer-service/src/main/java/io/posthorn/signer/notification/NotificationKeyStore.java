package io.posthorn.signer.notification;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.store.Isolation;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keys and certificates in PostgreSQL. At most one key is current, and it is the same for every replica: a key is made
 * before the table is locked and kept only if nobody else was faster. Certificates are never deleted. Blocks nobody; may
 * be called anywhere.
 */
final class NotificationKeyStore {
    /** The most certificates that are kept; no more keys are made then. */
    static final int MAX_CERTIFICATES = 1000;

    /** How long before its certificate ends a key is replaced: longer than any message waits for a subscriber. */
    private static final Duration RENEWAL = Duration.ofDays(90);

    private static final Logger LOG = Logger.getLogger(NotificationKeyStore.class);
    private static final String LOCK = "lock table signer.notification_key in share row exclusive mode";
    private static final String CURRENT = "from SignerNotificationKey k where k.sealedKey is not null";
    private static final String NEWEST = "select coalesce(max(k.number), 0) from SignerNotificationKey k";
    private static final String AFTER = "from SignerNotificationKey k where k.number > :number order by k.number";

    private final Isolation database;
    private final KeyIssuer issuer;
    private final KeySeal seal;
    private final Clock clock;

    NotificationKeyStore(Isolation database, KeyIssuer issuer, KeySeal seal, Clock clock) {
        this.database = database;
        this.issuer = issuer;
        this.seal = seal;
        this.clock = clock;
    }

    /**
     * The current key, made if there is none, replaced if its certificate ends soon, and sealed under the master key that
     * seals now.
     */
    Uni<NotificationKeyEvent> ensure() {
        return database.read(NotificationKeyStore::current).chain(found -> {
            if (found == null || found.endsAt.isBefore(clock.instant().plus(RENEWAL))) {
                return replace(found == null ? 0 : found.number);
            }
            NotificationKeyEvent event = found.toEvent();
            return seal.needsResealing(event.sealedKey().bytes())
                    ? reseal()
                    : Uni.createFrom().item(event);
        });
    }

    /** A new current key in place of the present one; of those who ask at once some may get the same. */
    Uni<NotificationKeyEvent> rotate() {
        return database.read(NotificationKeyStore::current).chain(found -> replace(found == null ? 0 : found.number));
    }

    /** The keys with numbers above {@code number}, at most {@value #MAX_CERTIFICATES}, in order. */
    Uni<List<NotificationKeyEntity>> after(long number) {
        return database.read(session -> session.createSelectionQuery(AFTER, NotificationKeyEntity.class)
                .setParameter("number", number)
                .setMaxResults(MAX_CERTIFICATES)
                .getResultList());
    }

    /** Makes the key after {@code number}, unless that is no longer the current one's. */
    private Uni<NotificationKeyEvent> replace(long number) {
        return Uni.createFrom()
                .item(issuer::issue)
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
                .chain(issued -> locked(session -> current(session).chain(found -> {
                            if (found != null && found.number != number) {
                                return Uni.createFrom().item(found);
                            }
                            return retire(session, found)
                                    .chain(() -> session.createSelectionQuery(NEWEST, Long.class)
                                            .getSingleResult())
                                    .chain(newest -> persist(session, newest + 1, issued));
                        }))
                        .invoke(event -> {
                            if (event.fingerprint().equals(issued.fingerprint())) {
                                LOG.infof(
                                        "Notification key made number=%d fingerprint=%s",
                                        event.number(), event.fingerprint());
                            }
                        }));
    }

    private Uni<NotificationKeyEntity> persist(Mutiny.Session session, long number, IssuedKey issued) {
        NotificationKeyEntity made = new NotificationKeyEntity(number, issued, seal.seal(issued));
        return session.persist(made).replaceWith(made);
    }

    /** Written at once: rows are otherwise inserted before others are changed, and there is but one current. */
    private Uni<Void> retire(Mutiny.Session session, @Nullable NotificationKeyEntity found) {
        if (found == null) {
            return Uni.createFrom().voidItem();
        }
        found.replace(clock.instant());
        return session.flush();
    }

    private Uni<NotificationKeyEvent> reseal() {
        return locked(session -> current(session).map(found -> {
            if (found == null) {
                throw new IllegalStateException("the current notification key is gone");
            }
            byte[] sealed = found.toEvent().sealedKey().bytes();
            if (seal.needsResealing(sealed)) {
                found.sealedKey = seal.reseal(found.fingerprint, sealed);
            }
            return found;
        }));
    }

    private Uni<NotificationKeyEvent> locked(Function<Mutiny.Session, Uni<NotificationKeyEntity>> work) {
        return database.write(session -> session.createNativeQuery(LOCK)
                .executeUpdate()
                .chain(() -> work.apply(session))
                .map(NotificationKeyEntity::toEvent));
    }

    private static Uni<@Nullable NotificationKeyEntity> current(Mutiny.Session session) {
        return session.createSelectionQuery(CURRENT, NotificationKeyEntity.class)
                .getSingleResultOrNull();
    }
}
