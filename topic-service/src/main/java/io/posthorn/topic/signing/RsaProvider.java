package io.posthorn.topic.signing;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Optional;
import java.util.ServiceLoader;

/**
 * Who computes RSA: the Amazon Corretto Crypto Provider where its native code is there for this machine, which signs three
 * times as fast as the JVM's own, and that otherwise. Safe for use by many threads.
 */
final class RsaProvider {
    private static final String NATIVE = "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider";

    /** The best there is here. */
    static final RsaProvider BEST =
            new RsaProvider(nativeCode().orElseGet(() -> Security.getProviders("Signature.SHA256withRSA")[0]));

    private final Provider provider;

    RsaProvider(Provider provider) {
        this.provider = provider;
    }

    private static Optional<Provider> nativeCode() {
        return ServiceLoader.load(Provider.class, RsaProvider.class.getClassLoader()).stream()
                .filter(each -> each.type().getName().equals(NATIVE))
                .map(ServiceLoader.Provider::get)
                // Without its native code it is there and offers nothing.
                .filter(each -> each.getService("Signature", "SHA256withRSA") != null)
                .findFirst();
    }

    /** @throws GeneralSecurityException when {@code pkcs8} is not an RSA key */
    PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA", provider).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    Signature signing(String algorithm, PrivateKey key) throws GeneralSecurityException {
        Signature signing = Signature.getInstance(algorithm, provider);
        signing.initSign(key);
        return signing;
    }

    /** Its name. */
    @Override
    public String toString() {
        return provider.getName();
    }
}
