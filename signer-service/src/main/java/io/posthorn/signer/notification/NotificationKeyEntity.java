package io.posthorn.signer.notification;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.wire.Blob;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A key's row: the current key's with its private key, sealed; a replaced key's with its certificate only. */
@Entity(name = "SignerNotificationKey")
@Table(schema = "signer", name = "notification_key")
class NotificationKeyEntity {
    @Id
    @Column(name = "number")
    long number;

    @Column(name = "fingerprint", nullable = false)
    String fingerprint;

    @Column(name = "certificate", nullable = false)
    byte[] certificate;

    /** Null once the key is replaced. */
    @Column(name = "sealed_key")
    byte @Nullable [] sealedKey;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    @Column(name = "ends_at", nullable = false)
    Instant endsAt;

    /** Null for the current key. */
    @Column(name = "replaced_at")
    @Nullable
    Instant replacedAt;

    /** For Hibernate. */
    protected NotificationKeyEntity() {}

    NotificationKeyEntity(long number, IssuedKey issued, byte[] sealedKey) {
        this.number = number;
        this.fingerprint = issued.fingerprint();
        this.certificate = issued.certificate().bytes();
        this.sealedKey = sealedKey.clone();
        this.createdAt = issued.issuedAt();
        this.endsAt = issued.endsAt();
    }

    void replace(Instant now) {
        sealedKey = null;
        replacedAt = now;
    }

    /** The current key as others are told of it. */
    NotificationKeyEvent toEvent() {
        return new NotificationKeyEvent(
                NotificationKeyEvent.SCHEMA_VERSION,
                number,
                fingerprint,
                Blob.of(Objects.requireNonNull(sealedKey, "a replaced key signs nothing")));
    }
}
