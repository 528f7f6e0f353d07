package io.posthorn.it.endpoint;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * One running product, known by the keys of two accounts.
 *
 * @param first the first account's
 * @param second another account's
 */
public record Installation(Endpoint first, Endpoint second) {
    /** Where a running product is; unset, the tests start one. */
    public static final String ENDPOINT = "POSTHORN_TEST_ENDPOINT";

    /** Two or more of {@code account:keyId:secret} with commas between; the first two are used. */
    public static final String ACCOUNTS = "POSTHORN_TEST_ACCOUNTS";

    /** The region to sign for; any will do for standalone. */
    public static final String REGION = "POSTHORN_TEST_REGION";

    static final String DEFAULT_REGION = "eu-west-1";

    /** A product at {@code uri} that knows {@code accounts}, as {@link #ACCOUNTS} writes them. */
    public static Installation at(URI uri, String accounts) {
        return at(uri, DEFAULT_REGION, accounts);
    }

    /** The running product that the environment names, if it names one. */
    static Optional<Installation> from(Map<String, String> environment) {
        String endpoint = environment.getOrDefault(ENDPOINT, "");
        if (endpoint.isBlank()) {
            return Optional.empty();
        }
        String accounts = Objects.requireNonNull(environment.get(ACCOUNTS), ENDPOINT + " needs " + ACCOUNTS);
        return Optional.of(at(URI.create(endpoint), environment.getOrDefault(REGION, DEFAULT_REGION), accounts));
    }

    private static Installation at(URI uri, String region, String accounts) {
        List<Endpoint> endpoints = Arrays.stream(accounts.split(",", -1))
                .map(entry -> endpoint(uri, region, entry))
                .toList();
        if (endpoints.size() < 2) {
            throw new IllegalArgumentException("two accounts are needed: account:keyId:secret,account:keyId:secret");
        }
        return new Installation(endpoints.get(0), endpoints.get(1));
    }

    private static Endpoint endpoint(URI uri, String region, String entry) {
        String[] parts = entry.strip().split(":", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("an account is written account:keyId:secret");
        }
        return new Endpoint(uri, region, parts[0], parts[1], parts[2]);
    }
}
