package io.posthorn.signer.edge;

import io.posthorn.wire.Headers;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Says which address a client has: that of the connection, or behind trusted proxies the one that they wrote down.
 * Each proxy adds the address that it was called from to the end of {@code X-Forwarded-For}; what stands before the
 * entries of our own proxies is the client's word and is not believed.
 */
final class CallerAddress {
    private static final String FORWARDED_FOR = "X-Forwarded-For";

    /** The longest text of an address and port that is looked at. */
    private static final int MAX_CHARS = 64;

    private final int proxies;

    /**
     * @param trustForwarded whether proxies' {@code X-Forwarded-*} headers count
     * @param proxies through how many proxies of ours a request comes, at least 1
     * @throws IllegalArgumentException when {@code proxies} is less
     */
    CallerAddress(boolean trustForwarded, int proxies) {
        if (proxies < 1) {
            throw new IllegalArgumentException("posthorn.signer.forwarding-proxies is at least 1");
        }
        this.proxies = trustForwarded ? proxies : 0;
    }

    /**
     * The address of a request's client, as a literal without brackets and port.
     *
     * @param remote the address that the connection comes from, a literal; null when it has none
     * @return empty when it is not known
     */
    String of(Headers headers, @Nullable String remote) {
        String direct = remote == null ? "" : withoutZone(remote);
        if (proxies == 0) {
            return direct;
        }
        List<String> hops = hops(headers);
        // Of a request that came by fewer proxies, no entry is ours.
        String hop = hops.size() < proxies ? "" : literal(hops.get(hops.size() - proxies));
        return hop.isEmpty() ? direct : hop;
    }

    private static List<String> hops(Headers headers) {
        List<String> hops = new ArrayList<>(2);
        headers.forEach((name, value) -> {
            if (name.equalsIgnoreCase(FORWARDED_FOR)) {
                for (String hop : value.split(",", -1)) {
                    hops.add(hop.strip());
                }
            }
        });
        return hops;
    }

    /** The address in {@code text}, which may have brackets, a port and a zone; empty when there is none. */
    private static String literal(String text) {
        if (text.length() > MAX_CHARS) {
            return "";
        }
        String address = text;
        int bracket = text.indexOf(']');
        int colon = text.indexOf(':');
        if (text.startsWith("[") && bracket > 0) {
            address = text.substring(1, bracket);
        } else if (colon >= 0 && colon == text.lastIndexOf(':')) {
            address = text.substring(0, colon);
        }
        try {
            return InetAddress.ofLiteral(withoutZone(address)).getHostAddress();
        } catch (IllegalArgumentException _) {
            return "";
        }
    }

    private static String withoutZone(String address) {
        int zone = address.indexOf('%');
        return zone < 0 ? address : address.substring(0, zone);
    }
}
