package io.posthorn.signer.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A tenant's row. */
@Entity(name = "SignerAccount")
@Table(schema = "signer", name = "account")
class AccountEntity {
    @Id
    @Column(name = "id")
    String id;

    @Column(name = "name", nullable = false)
    String name;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    /** For Hibernate. */
    protected AccountEntity() {}

    AccountEntity(String id, String name, Instant createdAt) {
        this.id = id;
        this.name = name;
        this.createdAt = createdAt;
    }
}
