package io.posthorn.platform.address;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** IP addresses that share their first bits, such as 10.0.0.0/8 or fc00::/7; an address alone is a block of one. */
public final class AddressBlock {
    /** Four whole numbers: the shorter spellings of old would mean other addresses than they seem to. */
    private static final Pattern DOTTED = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

    private final byte[] address;
    private final int bits;

    private AddressBlock(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * The block that {@code text} says; bits behind its length are ignored.
     *
     * @throws IllegalArgumentException when it says none; the message says what is wrong without quoting it
     */
    public static AddressBlock parse(String text) {
        int slash = text.indexOf('/');
        byte[] address = bytes(slash < 0 ? text : text.substring(0, slash));
        String length = slash < 0 ? "" : text.substring(slash + 1);
        if (address == null || (slash >= 0 && !length.matches("\\d{1,3}"))) {
            throw new IllegalArgumentException("neither an address nor a block such as 10.0.0.0/8");
        }
        int bits = slash < 0 ? address.length * 8 : Integer.parseInt(length);
        if (bits > address.length * 8) {
            throw new IllegalArgumentException("a block with more bits than an address");
        }
        return new AddressBlock(address, bits);
    }

    /** Whether {@code text} is an address, plainly written, of this block. */
    public boolean contains(String text) {
        byte[] other = bytes(text);
        return other != null && contains(other);
    }

    /** Whether {@code other}, 4 or 16 bytes, is an address of this block; one of IPv4 never is in a block of IPv6. */
    public boolean contains(byte[] other) {
        if (other.length != address.length) {
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

    /** Whether this block is one address and no more. */
    public boolean single() {
        return bits == address.length * 8;
    }

    /** The address and the count of bits. */
    @Override
    public String toString() {
        try {
            return InetAddress.getByAddress(address).getHostAddress() + "/" + bits;
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 bytes", e);
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AddressBlock block && bits == block.bits && Arrays.equals(address, block.address);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(address) * 31 + bits;
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
