package io.posthorn.bench.http;

/**
 * An access key, and for what its signatures are.
 *
 * @param accessKeyId the public half
 * @param secret the other half; shown nowhere
 * @param region the credential scope's region
 * @param service the credential scope's service
 */
public record Credentials(String accessKeyId, String secret, String region, String service) {
    @Override
    public String toString() {
        return "Credentials[" + accessKeyId + ", " + region + ", " + service + ']';
    }
}
