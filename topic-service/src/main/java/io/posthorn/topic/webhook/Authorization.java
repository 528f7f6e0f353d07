package io.posthorn.topic.webhook;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Answers what an endpoint asks for with status 401: Digest with SHA-256 or MD5 and {@code qop=auth} (RFC 7616), or Basic
 * (RFC 7617), the strongest that is offered. Pure.
 */
final class Authorization {
    private static final String NONCE_COUNT = "00000001";

    private Authorization() {}

    /**
     * The value of the header Authorization; empty when nothing is asked for that can be answered.
     *
     * @param challenges the values of the headers WWW-Authenticate
     * @param method of the request that is to be authorized
     * @param requestTarget its path and query
     * @param clientNonce one that was not used before
     */
    static Optional<String> answer(
            List<String> challenges,
            HttpEndpoint.Credentials credentials,
            String method,
            String requestTarget,
            String clientNonce) {
        return Challenge.parse(challenges).stream()
                .filter(each -> strength(each) > 0)
                .max(Comparator.comparingInt(Authorization::strength))
                .map(each -> each.scheme().equals("basic")
                        ? basic(credentials)
                        : digest(each, credentials, method, requestTarget, clientNonce))
                .filter(Authorization::isHeaderValue);
    }

    /** 0 for what cannot be answered. */
    private static int strength(Challenge challenge) {
        return switch (challenge.scheme()) {
            case "basic" -> 1;
            case "digest" -> offersAuth(challenge) ? algorithm(challenge).strength() : 0;
            default -> 0;
        };
    }

    private static boolean offersAuth(Challenge challenge) {
        return challenge.parameter("nonce").isPresent()
                && challenge.parameter("realm").isPresent()
                && Stream.of(challenge.parameter("qop").orElse("").split(","))
                        .anyMatch(each -> each.trim().equalsIgnoreCase("auth"));
    }

    private enum Algorithm {
        SHA_256("SHA-256", 3),
        MD5("MD5", 2),
        OTHER("", 0);

        private final String wireName;
        private final int strength;

        Algorithm(String wireName, int strength) {
            this.wireName = wireName;
            this.strength = strength;
        }

        int strength() {
            return strength;
        }

        String hash(String text) {
            try {
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance(wireName).digest(text.getBytes(StandardCharsets.UTF_8)));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256 and MD5", e);
            }
        }
    }

    private static Algorithm algorithm(Challenge challenge) {
        return switch (challenge.parameter("algorithm").orElse("MD5").toUpperCase(Locale.ROOT)) {
            case "SHA-256" -> Algorithm.SHA_256;
            case "MD5" -> Algorithm.MD5;
            default -> Algorithm.OTHER;
        };
    }

    private static String basic(HttpEndpoint.Credentials credentials) {
        return "Basic "
                + Base64.getEncoder()
                        .encodeToString(
                                (credentials.user() + ":" + credentials.password()).getBytes(StandardCharsets.UTF_8));
    }

    private static String digest(
            Challenge challenge,
            HttpEndpoint.Credentials credentials,
            String method,
            String requestTarget,
            String clientNonce) {
        Algorithm algorithm = algorithm(challenge);
        String realm = challenge.parameter("realm").orElseThrow();
        String nonce = challenge.parameter("nonce").orElseThrow();
        String secret = algorithm.hash(credentials.user() + ":" + realm + ":" + credentials.password());
        String request = algorithm.hash(method + ":" + requestTarget);
        String response = algorithm.hash(String.join(":", secret, nonce, NONCE_COUNT, clientNonce, "auth", request));
        StringBuilder header = new StringBuilder(300)
                .append("Digest ")
                .append(user(challenge, algorithm, credentials.user(), realm))
                .append(", realm=")
                .append(quoted(realm))
                .append(", uri=")
                .append(quoted(requestTarget))
                .append(", algorithm=")
                .append(algorithm.wireName)
                .append(", nonce=")
                .append(quoted(nonce))
                .append(", nc=")
                .append(NONCE_COUNT)
                .append(", cnonce=")
                .append(quoted(clientNonce))
                .append(", qop=auth, response=")
                .append(quoted(response));
        challenge
                .parameter("opaque")
                .ifPresent(opaque -> header.append(", opaque=").append(quoted(opaque)));
        return header.toString();
    }

    private static String user(Challenge challenge, Algorithm algorithm, String user, String realm) {
        if (challenge.parameter("userhash").orElse("").equalsIgnoreCase("true")) {
            return "username=" + quoted(algorithm.hash(user + ":" + realm)) + ", userhash=true";
        }
        return user.chars().allMatch(c -> c >= ' ' && c < 0x7F)
                ? "username=" + quoted(user)
                : "username*=UTF-8''" + percentEncoded(user);
    }

    private static String percentEncoded(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            if ((b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HexFormat.of().withUpperCase().toHexDigits(b));
            }
        }
        return encoded.toString();
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static boolean isHeaderValue(String value) {
        return value.chars().allMatch(c -> c == '\t' || (c >= ' ' && c < 0x7F) || (c >= 0x80 && c <= 0xFF));
    }
}
