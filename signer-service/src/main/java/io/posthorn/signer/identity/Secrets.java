package io.posthorn.signer.identity;

import io.posthorn.platform.AccountId;
import io.posthorn.platform.event.IdentityEvent;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/** Seals the secrets of access keys: each opens only as the secret of its own key of its own account. */
public final class Secrets {
    /** The purpose of the keys that seal. */
    public static final String PURPOSE = "signer.access-keys";

    private final SecretSealer sealer;

    /** Seals under {@code masterKeys} with nonces from {@code random}. */
    public Secrets(MasterKeys masterKeys, SecureRandom random) {
        this.sealer = new SecretSealer(masterKeys.forPurpose(PURPOSE), random);
    }

    byte[] seal(AccountId account, String accessKeyId, String secret) {
        return sealer.seal(secret.getBytes(StandardCharsets.UTF_8), IdentityEvent.sealingContext(account, accessKeyId));
    }

    String open(AccountId account, String accessKeyId, byte[] sealed) {
        byte[] opened = sealer.open(sealed, IdentityEvent.sealingContext(account, accessKeyId));
        return new String(opened, StandardCharsets.UTF_8);
    }

    boolean needsResealing(byte[] sealed) {
        return sealer.needsResealing(sealed);
    }
}
