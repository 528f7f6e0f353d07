package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.wire.Blob;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.FetchType;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An access key's row; the secret is sealed. */
@Entity(name = "SignerAccessKey")
@Table(schema = "signer", name = "access_key")
class AccessKeyEntity {
    @Id
    @Column(name = "id")
    String id;

    @Column(name = "account", nullable = false)
    String account;

    /** Null for a key of the account's root. */
    @ManyToOne(fetch = FetchType.LAZY)
    @JoinColumn(name = "user_id")
    @Nullable
    UserEntity user;

    /** Null once the key is deleted. */
    @Column(name = "secret")
    byte @Nullable [] secret;

    @Column(name = "active", nullable = false)
    boolean active;

    @Column(name = "version", nullable = false)
    long version;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "changed_at", nullable = false)
    Instant changedAt;

    /** For Hibernate. */
    protected AccessKeyEntity() {}

    AccessKeyEntity(String id, AccountId account, @Nullable UserEntity user, byte[] secret, Instant now) {
        this.id = id;
        this.account = account.value();
        this.user = user;
        this.secret = secret.clone();
        this.active = true;
        this.version = 1;
        this.createdAt = now;
        this.changedAt = now;
    }

    void replaceSecret(byte[] sealed, Instant now) {
        secret = sealed.clone();
        active = true;
        touch(now);
    }

    void delete(Instant now) {
        secret = null;
        active = false;
        touch(now);
    }

    boolean isDeleted() {
        return secret == null;
    }

    Principal principal() {
        AccountId owner = new AccountId(account);
        UserEntity whose = user;
        return whose == null
                ? Principal.rootOf(owner)
                : new Principal("arn:aws:iam::" + account + ":user/" + whose.name, whose.id);
    }

    IdentityEvent toEvent() {
        return new IdentityEvent(
                IdentityEvent.SCHEMA_VERSION,
                new AccountId(account),
                id,
                secret == null ? null : Blob.of(secret),
                principal(),
                active ? IdentityEvent.Status.ACTIVE : IdentityEvent.Status.INACTIVE,
                isDeleted(),
                version,
                List.of());
    }

    private void touch(Instant now) {
        version++;
        changedAt = now;
    }
}
