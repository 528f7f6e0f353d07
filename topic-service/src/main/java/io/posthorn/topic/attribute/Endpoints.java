package io.posthorn.topic.attribute;

import io.posthorn.topic.topic.SnsErrors;
import io.posthorn.topic.topic.TopicKey;
import io.posthorn.wire.ApiException;
import java.net.URI;
import java.net.URISyntaxException;
import org.jspecify.annotations.Nullable;

/** What may be subscribed to which topic, and how an endpoint is shown. */
public final class Endpoints {
    /** The longest endpoint, in characters. */
    public static final int MAX_LENGTH = 2048;

    private static final int MAX_PORT = 65_535;

    private Endpoints() {}

    /**
     * The protocol of Subscribe's {@code protocol} and {@code endpoint}, both checked by themselves and against the topic.
     * Whether a URL may be dialled is asked when it is. Fails with InvalidParameter.
     *
     * @param httpOnFifo whether URLs may subscribe to FIFO topics; the service refuses them
     */
    public static SubscriptionProtocol check(
            String protocol, @Nullable String endpoint, TopicKey topic, boolean httpOnFifo) {
        SubscriptionProtocol known = SubscriptionProtocol.named(protocol)
                .orElseThrow(() -> SnsErrors.invalid("Amazon SNS does not support this protocol string: "
                        + TopicAttributeRules.shortened(protocol)));
        boolean fifo = topic.name().isFifo();
        if (fifo && known != SubscriptionProtocol.SQS && !(httpOnFifo && known.isHttp())) {
            throw SnsErrors.invalid("Invalid protocol type: " + protocol);
        }
        if (!known.isDelivered()) {
            throw SnsErrors.invalid("Protocol", "this endpoint does not deliver by " + protocol);
        }
        if (endpoint == null || endpoint.isEmpty()) {
            throw SnsErrors.invalid("Endpoint", "no value for required parameter");
        }
        if (endpoint.length() > MAX_LENGTH) {
            throw SnsErrors.invalid("Endpoint", "an endpoint has at most " + MAX_LENGTH + " characters");
        }
        if (known.isHttp()) {
            requireUrl(known, endpoint);
        } else if (QueueArns.parse(endpoint).isEmpty()) {
            throw SnsErrors.invalid("SQS endpoint ARN");
        } else if (!fifo && QueueArns.isFifo(endpoint)) {
            // The service's text has its prefix twice.
            throw SnsErrors.invalid(
                    "Invalid parameter: Endpoint", "FIFO SQS Queues can not be subscribed to standard SNS topics");
        }
        return known;
    }

    /** The endpoint without the password that a URL may hold: what lists, attributes and logs may show. */
    public static String shown(String endpoint) {
        int authority = endpoint.indexOf("://");
        if (authority < 0) {
            return endpoint;
        }
        int from = authority + "://".length();
        int end = endOfAuthority(endpoint, from);
        int at = endpoint.lastIndexOf('@', end - 1);
        int colon = endpoint.indexOf(':', from);
        return at >= from && colon >= 0 && colon < at
                ? endpoint.substring(0, colon + 1) + "****" + endpoint.substring(at)
                : endpoint;
    }

    private static int endOfAuthority(String url, int from) {
        int end = from;
        while (end < url.length() && "/?#".indexOf(url.charAt(end)) < 0) {
            end++;
        }
        return end;
    }

    private static void requireUrl(SubscriptionProtocol protocol, String endpoint) {
        URI url;
        try {
            url = new URI(endpoint);
        } catch (URISyntaxException noUrl) {
            throw mismatch();
        }
        String authority = url.getRawAuthority();
        if (!protocol.wireName().equalsIgnoreCase(url.getScheme()) || authority == null || !hasHost(authority)) {
            throw mismatch();
        }
    }

    /**
     * A host, and a port that is one; hosts that are no DNS names, such as those with an underscore, count too. A name in other
     * letters than ASCII does not: nothing is ever sent to one, for what it is in DNS depends on who reads it.
     */
    private static boolean hasHost(String authority) {
        String hostAndPort = authority.substring(authority.lastIndexOf('@') + 1);
        if (!hostAndPort.chars().allMatch(c -> c < 128)) {
            return false;
        }
        int colon = hostAndPort.lastIndexOf(':');
        if (colon <= hostAndPort.lastIndexOf(']')) {
            return !hostAndPort.isEmpty();
        }
        String port = hostAndPort.substring(colon + 1);
        boolean isPort = port.isEmpty()
                || (port.matches("[0-9]{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= MAX_PORT);
        boolean oneColon = hostAndPort.startsWith("[") || hostAndPort.indexOf(':') == colon;
        return colon > 0 && isPort && oneColon;
    }

    private static ApiException mismatch() {
        return SnsErrors.invalid("Endpoint must match the specified protocol");
    }
}
