package io.posthorn.platform.event;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.Principal;
import io.posthorn.wire.Blob;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An access key as it now is, on {@link Topics#SIGNER_IDENTITIES}. The topic is compacted, so its key is that of the one
 * access key ({@link #recordKey}): were it the account, compaction would forget all but the account's last key.
 *
 * @param schemaVersion {@value #SCHEMA_VERSION}
 * @param account the account that the key belongs to
 * @param accessKeyId the key's public id
 * @param sealedSecret the secret, sealed for {@link #sealingContext}; null once deleted
 * @param principal whose key it is
 * @param status whether it may sign
 * @param deleted whether the key is gone for good; a reader forgets it
 * @param version increases with every change of this key: a reader keeps the highest
 * @param identityPolicies the principal's own policy documents; none means that nothing restricts it
 */
public record IdentityEvent(
        int schemaVersion,
        AccountId account,
        String accessKeyId,
        @Nullable Blob sealedSecret,
        Principal principal,
        Status status,
        boolean deleted,
        long version,
        List<String> identityPolicies)
        implements Event {
    /** The newest version of this record. */
    public static final int SCHEMA_VERSION = 1;

    /** Reads and writes it. */
    public static final EventCodec<IdentityEvent> CODEC = EventCodec.of(IdentityEvent.class, SCHEMA_VERSION);

    /** Whether a key may sign requests. */
    public enum Status {
        /** It may. */
        ACTIVE,
        /** Its owner has suspended it. */
        INACTIVE
    }

    public IdentityEvent {
        Event.requireVersion(schemaVersion);
        Objects.requireNonNull(account);
        Objects.requireNonNull(accessKeyId);
        Objects.requireNonNull(principal);
        Objects.requireNonNull(status);
        identityPolicies = identityPolicies == null ? List.of() : List.copyOf(identityPolicies);
        if ((sealedSecret == null) != deleted) {
            throw new IllegalArgumentException("a key has a secret until it is deleted");
        }
    }

    /** The Kafka record's key. */
    public String recordKey() {
        return account + "/" + accessKeyId;
    }

    /** What the secret of this key is sealed for. */
    public static byte[] sealingContext(AccountId account, String accessKeyId) {
        return ("signer.identities/" + account + "/" + accessKeyId).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "IdentityEvent[" + recordKey() + ", " + status + ", deleted=" + deleted + ", version=" + version + "]";
    }
}
