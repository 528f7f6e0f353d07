package io.posthorn.signer.notification;

import io.posthorn.platform.event.NotificationKeyEvent;
import io.posthorn.platform.secret.MasterKeys;
import io.posthorn.platform.secret.SecretSealer;
import java.security.SecureRandom;
import java.util.Arrays;

/** Seals private keys: each opens only as that of its own certificate. */
final class KeySeal {
    private final SecretSealer sealer;

    /** Seals under {@code masterKeys} with nonces from {@code random}. */
    KeySeal(MasterKeys masterKeys, SecureRandom random) {
        this.sealer = new SecretSealer(masterKeys.forPurpose(NotificationKeyEvent.PURPOSE), random);
    }

    byte[] seal(IssuedKey key) {
        return sealer.seal(key.privateKey().bytes(), NotificationKeyEvent.sealingContext(key.fingerprint()));
    }

    boolean needsResealing(byte[] sealed) {
        return sealer.needsResealing(sealed);
    }

    /** The same private key under the master key that seals now. */
    byte[] reseal(String fingerprint, byte[] sealed) {
        byte[] context = NotificationKeyEvent.sealingContext(fingerprint);
        byte[] opened = sealer.open(sealed, context);
        try {
            return sealer.seal(opened, context);
        } finally {
            Arrays.fill(opened, (byte) 0);
        }
    }
}
