package io.posthorn.topic.attribute;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Which content types a delivery policy may ask for. */
final class HttpContentType {
    /** What a delivery has whose policies say nothing. */
    static final String DEFAULT = "text/plain; charset=UTF-8";

    private static final Set<String> OF_ENVELOPES = Set.of("text/plain", "application/json", "application/xml");
    private static final Set<String> OF_RAW_MESSAGES = Set.of(
            "text/css",
            "text/csv",
            "text/html",
            "text/plain",
            "text/xml",
            "application/atom+xml",
            "application/json",
            "application/octet-stream",
            "application/soap+xml",
            "application/x-www-form-urlencoded",
            "application/xhtml+xml",
            "application/xml");

    /** The one parameter that a type may have; it is what the default has. */
    private static final Pattern CHARSET = Pattern.compile("; ?charset=utf-8$", Pattern.CASE_INSENSITIVE);

    private HttpContentType() {}

    /** Whether deliveries may be of {@code type}, those of raw messages or of the service's JSON. */
    static boolean isAllowed(String type, boolean raw) {
        String bare = CHARSET.matcher(type).replaceFirst("").toLowerCase(Locale.ROOT);
        return (raw ? OF_RAW_MESSAGES : OF_ENVELOPES).contains(bare);
    }
}
