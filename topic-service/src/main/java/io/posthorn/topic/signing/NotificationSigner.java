package io.posthorn.topic.signing;

import io.posthorn.topic.message.Signature;

/** Signs what subscribers get. */
@FunctionalInterface
public interface NotificationSigner {
    /**
     * Signs the UTF-8 bytes of {@code text}.
     *
     * @param version SignatureVersion: {@code 1} for SHA1withRSA, {@code 2} for SHA256withRSA
     * @param region of the topic, whose endpoint the signature may name
     * @throws IllegalStateException when there is no key yet
     */
    Signature sign(String version, String region, String text);
}
