package io.posthorn.platform.policy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses that share their first bits.
 *
 * @param address 4 or 16 bytes
 * @param bits how many bits are shared
 */
record AddressBlock(byte[] address, int bits) {
    /** Four whole numbers: the shorter spellings of old would mean other addresses than they seem to. */
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (address == null || (slash >= 0 && !length.matches("\\d{1,3}"))) {
            throw new PolicySyntaxException(
                    "an IpAddress condition's value is an address or a block such as 10.0.0.0/8");
        }
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(length);
        if (bits > address.length * 8) {
            throw new PolicySyntaxException("an IpAddress condition's block has more bits than an address");
        }
        return new AddressBlock(address, bits);
    }

    boolean contains(String text) {
        byte[] other = bytes(text);
        if (other == null || other.length != address.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> bit % 8;
            if (((address[bit / 8] ^ other[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte @Nullable [] bytes(String text) {
        if (!DOTTED.matcher(text).matches() && !text.contains(":")) {
            return null;
        }
        try {
            InetAddress address = InetAddress.ofLiteral(text);
            return address instanceof Inet4Address || !text.contains("%") ? address.getAddress() : null;
        } catch (IllegalArgumentException _) {
            return null;
        }
    }
}
