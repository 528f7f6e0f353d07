package io.posthorn.topic.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Optional;

/**
 * Where a subscriber is reached.
 *
 * @param uri http or https, without userinfo and fragment
 * @param credentials what the URL says before its host; sent only where the endpoint asks for it
 * @param secrets what requests are signed with as Standard Webhooks says; none for no such signatures
 */
public record HttpEndpoint(URI uri, Optional<Credentials> credentials, WebhookSecrets secrets) {
    public HttpEndpoint {
        Objects.requireNonNull(uri);
        Objects.requireNonNull(credentials);
        Objects.requireNonNull(secrets);
        if (uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
            throw new IllegalArgumentException("an endpoint's address has neither userinfo nor fragment");
        }
    }

    /**
     * A name and a password.
     *
     * @param user may be empty
     * @param password may be empty
     */
    public record Credentials(String user, String password) {
        public Credentials {
            Objects.requireNonNull(user);
            Objects.requireNonNull(password);
        }

        /** Neither of the two. */
        @Override
        public String toString() {
            return "Credentials[]";
        }
    }

    /**
     * The endpoint that {@code url} names.
     *
     * @throws IllegalArgumentException when it is no URL of a host
     */
    public static HttpEndpoint of(String url) {
        String address = url.indexOf('#') < 0 ? url : url.substring(0, url.indexOf('#'));
        int from = address.indexOf("://") + "://".length();
        int end = from;
        while (end < address.length() && "/?".indexOf(address.charAt(end)) < 0) {
            end++;
        }
        int at = address.lastIndexOf('@', end - 1);
        try {
            return at < from
                    ? new HttpEndpoint(new URI(address), Optional.empty(), WebhookSecrets.NONE)
                    : new HttpEndpoint(
                            new URI(address.substring(0, from) + address.substring(at + 1)),
                            Optional.of(credentials(address.substring(from, at))),
                            WebhookSecrets.NONE);
        } catch (URISyntaxException noUrl) {
            // The exception's own text repeats the URL, password and all.
            throw new IllegalArgumentException("not a URL of a host");
        }
    }

    /** The same with requests that are signed with {@code given}. */
    HttpEndpoint with(WebhookSecrets given) {
        return new HttpEndpoint(uri, credentials, given);
    }

    /** The path and query that a request asks for, as they are sent: in ASCII. */
    String requestTarget() {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + "?" + ascii.getRawQuery();
    }

    private static Credentials credentials(String userInfo) {
        int colon = userInfo.indexOf(':');
        return colon < 0
                ? new Credentials(decoded(userInfo), "")
                : new Credentials(decoded(userInfo.substring(0, colon)), decoded(userInfo.substring(colon + 1)));
    }

    /** What is percent-encoded; a plus sign is one. */
    private static String decoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteBuffer bytes = ByteBuffer.allocate(text.length() * 4);
        for (int i = 0; i < text.length(); ) {
            int codePoint = text.codePointAt(i);
            if (codePoint == '%') {
                bytes.put((byte) HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 3;
            } else {
                bytes.put(StandardCharsets.UTF_8.encode(CharBuffer.wrap(Character.toChars(codePoint))));
                i += Character.charCount(codePoint);
            }
        }
        bytes.flip();
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException notUtf8) {
            return text;
        }
    }

    /** Its host only: paths and queries hold secrets too. */
    @Override
    public String toString() {
        return "HttpEndpoint[" + uri.getScheme() + "://" + uri.getHost() + "]";
    }
}
