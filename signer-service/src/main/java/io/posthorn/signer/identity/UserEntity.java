package io.posthorn.signer.identity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** The row of an identity within an account. */
@Entity(name = "SignerUser")
@Table(schema = "signer", name = "account_user")
class UserEntity {
    @Id
    @Column(name = "id")
    String id;

    @Column(name = "account", nullable = false)
    String account;

    @Column(name = "name", nullable = false)
    String name;

    @Column(name = "created_at", nullable = false)
    Instant createdAt;

    /** For Hibernate. */
    protected UserEntity() {}

    UserEntity(String id, String account, String name, Instant createdAt) {
        this.id = id;
        this.account = account;
        this.name = name;
        this.createdAt = createdAt;
    }
}
