package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.IdentityEvent;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.hibernate.reactive.mutiny.Mutiny;
import org.jspecify.annotations.Nullable;

/**
 * Accounts, users and access keys in PostgreSQL. Each change is one transaction and answers the record that tells others
 * of it. Call it where Hibernate Reactive may be called: on a safe Vert.x context.
 */
public final class IdentityStore {
    /** How far the clocks of processes that write may be apart. */
    private static final Duration CLOCK_DIFFERENCE = Duration.ofMinutes(1);

    /** The most accounts, or keys of one account, that one answer lists. */
    static final int MAX_LISTED = 1000;

    private static final String KEYS = "from SignerAccessKey k left join fetch k.user ";

    private final Mutiny.SessionFactory sessions;
    private final Secrets secrets;
    private final KeyMint mint;
    private final Clock clock;

    IdentityStore(Mutiny.SessionFactory sessions, Secrets secrets, KeyMint mint, Clock clock) {
        this.sessions = sessions;
        this.secrets = secrets;
        this.mint = mint;
        this.clock = clock;
    }

    /** Every key, deleted ones too. */
    Uni<List<IdentityEvent>> all() {
        return sessions.withSession(session -> session.createSelectionQuery(KEYS, AccessKeyEntity.class)
                        .getResultList())
                .map(IdentityStore::events);
    }

    /** Every key that may have changed since {@code since}. */
    Uni<List<IdentityEvent>> changedSince(Instant since) {
        return sessions.withSession(session -> session.createSelectionQuery(
                                KEYS + "where k.changedAt >= :since", AccessKeyEntity.class)
                        .setParameter("since", since.minus(CLOCK_DIFFERENCE))
                        .getResultList())
                .map(IdentityStore::events);
    }

    /**
     * Sees to it that {@code key} is there and active with its secret. Repeating it changes nothing.
     *
     * @return the key's record; fails with {@link IdentityConflictException} when the id is another account's
     */
    Uni<IdentityEvent> ensure(BootstrapKey key) {
        AccountId account = key.account();
        Instant now = clock.instant();
        return sessions.withTransaction(session -> account(session, account)
                .chain(found -> found == null
                        ? session.persist(new AccountEntity(account.value(), account.value(), now))
                        : Uni.createFrom().voidItem())
                .chain(() -> session.find(AccessKeyEntity.class, key.accessKeyId(), LockModeType.PESSIMISTIC_WRITE))
                .chain(found -> {
                    if (found == null) {
                        byte[] sealed = secrets.seal(account, key.accessKeyId(), key.secret());
                        AccessKeyEntity made = new AccessKeyEntity(key.accessKeyId(), account, null, sealed, now);
                        return session.persist(made).replaceWith(made);
                    }
                    if (!found.account.equals(account.value())) {
                        return Uni.createFrom()
                                .failure(new IdentityConflictException(
                                        "access key " + key.accessKeyId() + " belongs to another account"));
                    }
                    if (!holds(found, key)) {
                        found.replaceSecret(secrets.seal(account, key.accessKeyId(), key.secret()), now);
                    }
                    return fetchUser(session, found);
                })
                .map(AccessKeyEntity::toEvent));
    }

    private boolean holds(AccessKeyEntity found, BootstrapKey key) {
        byte[] sealed = found.secret;
        return sealed != null
                && found.active
                && !secrets.needsResealing(sealed)
                && secrets.open(key.account(), key.accessKeyId(), sealed).equals(key.secret());
    }

    /** The accounts after {@code after} by id, at most {@value #MAX_LISTED}. */
    Uni<List<AccountEntity>> accounts(String after) {
        return sessions.withSession(session -> session.createSelectionQuery(
                        "from SignerAccount a where a.id > :after order by a.id", AccountEntity.class)
                .setParameter("after", after)
                .setMaxResults(MAX_LISTED)
                .getResultList());
    }

    /** Makes an account; fails with {@link IdentityConflictException} when it is there. */
    Uni<AccountEntity> createAccount(AccountId id, String name) {
        return sessions.withTransaction(session -> account(session, id).chain(found -> {
            if (found != null) {
                return Uni.createFrom().failure(new IdentityConflictException("account " + id + " exists"));
            }
            AccountEntity made = new AccountEntity(id.value(), name, clock.instant());
            return session.persist(made).replaceWith(made);
        }));
    }

    /** The keys of {@code account} that are not deleted, at most {@value #MAX_LISTED}, by id. */
    Uni<List<IdentityEvent>> keysOf(AccountId account) {
        return sessions.withSession(session -> session.createSelectionQuery(
                                KEYS + "where k.account = :account and k.secret is not null order by k.id",
                                AccessKeyEntity.class)
                        .setParameter("account", account.value())
                        .setMaxResults(MAX_LISTED)
                        .getResultList())
                .map(IdentityStore::events);
    }

    /**
     * Makes an access key.
     *
     * @param userName the user whose key it is, made if not there; null for the account's root
     * @return null when there is no such account
     */
    Uni<@Nullable NewAccessKey> createAccessKey(AccountId account, @Nullable String userName) {
        String id = mint.accessKeyId();
        String secret = mint.secret();
        Instant now = clock.instant();
        return sessions.withTransaction(session -> account(session, account).chain(found -> {
            if (found == null) {
                return Uni.createFrom().<NewAccessKey>nullItem();
            }
            return user(session, account, userName, now).chain(user -> {
                AccessKeyEntity made = new AccessKeyEntity(id, account, user, secrets.seal(account, id, secret), now);
                return session.persist(made).replaceWith(new NewAccessKey(made.toEvent(), secret));
            });
        }));
    }

    /** Deletes a key of {@code account}; null when there is none. */
    Uni<@Nullable IdentityEvent> deleteAccessKey(AccountId account, String accessKeyId) {
        return sessions.withTransaction(session -> session.find(
                        AccessKeyEntity.class, accessKeyId, LockModeType.PESSIMISTIC_WRITE)
                .chain(found -> {
                    if (found == null || !found.account.equals(account.value()) || found.isDeleted()) {
                        return Uni.createFrom().<IdentityEvent>nullItem();
                    }
                    found.delete(clock.instant());
                    return fetchUser(session, found).map(AccessKeyEntity::toEvent);
                }));
    }

    /** Whether the database answers. */
    Uni<Boolean> answers() {
        return sessions.withSession(session ->
                        session.createNativeQuery("select 1", Integer.class).getSingleResult())
                .map(one -> one == 1);
    }

    private static Uni<AccessKeyEntity> fetchUser(Mutiny.Session session, AccessKeyEntity key) {
        UserEntity user = key.user;
        return user == null ? Uni.createFrom().item(key) : session.fetch(user).replaceWith(key);
    }

    private static Uni<@Nullable AccountEntity> account(Mutiny.Session session, AccountId id) {
        return session.find(AccountEntity.class, id.value());
    }

    private Uni<@Nullable UserEntity> user(
            Mutiny.Session session, AccountId account, @Nullable String name, Instant now) {
        if (name == null) {
            return Uni.createFrom().nullItem();
        }
        return session.createSelectionQuery(
                        "from SignerUser u where u.account = :account and u.name = :name", UserEntity.class)
                .setParameter("account", account.value())
                .setParameter("name", name)
                .getSingleResultOrNull()
                .chain(found -> {
                    if (found != null) {
                        return Uni.createFrom().item(found);
                    }
                    UserEntity made = new UserEntity(mint.userId(), account.value(), name, now);
                    return session.persist(made).replaceWith(made);
                });
    }

    private static List<IdentityEvent> events(List<AccessKeyEntity> keys) {
        return keys.stream().map(AccessKeyEntity::toEvent).toList();
    }

    /**
     * A key that was just made; the only time that its secret is told.
     *
     * @param event its record
     * @param secret its secret
     */
    record NewAccessKey(IdentityEvent event, String secret) {
        NewAccessKey {
            Objects.requireNonNull(event);
            Objects.requireNonNull(secret);
        }

        @Override
        public String toString() {
            return "NewAccessKey[" + event + "]";
        }
    }
}
