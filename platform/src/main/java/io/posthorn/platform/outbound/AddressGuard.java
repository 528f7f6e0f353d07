package io.posthorn.platform.outbound;

import io.posthorn.platform.address.AddressBlock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Decides which addresses requests may go to that callers name. Global unicast addresses are allowed; everything else is
 * forbidden unless a block of the allow-list has it.
 * <ul>
 *   <li>Forbidden of IPv4 is what IANA's registry of special-purpose addresses says is not reachable from everywhere, and
 *       multicast.
 *   <li>Of IPv6 it is what lies outside 2000::/3, where all global unicast is, and the special blocks inside. That holds
 *       for IPv4-compatible (::/96) and IPv4-translated (::ffff:0:0:0/96) addresses too.
 *   <li>An IPv6 address that leads to an IPv4 address is judged by that one as well: IPv4-mapped, NAT64 (64:ff9b::/96 and
 *       64:ff9b:1::/48), 6to4, Teredo, ISATAP. Where it is not certain which bits are the IPv4 address, each guess must be
 *       allowed.
 *   <li>Addresses of machines' metadata services, which hand out credentials, are allowed only by a block that is just
 *       that address: no wider one has them.
 *   <li>An address with a zone (fe80::1%eth0) is forbidden.
 * </ul>
 */
public final class AddressGuard {
    private static final List<AddressBlock> FORBIDDEN = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");

    private static final AddressBlock GLOBAL_UNICAST = AddressBlock.parse("2000::/3");

    /** Of AWS and who does as AWS does, its tasks and pods, Alibaba, Azure, Oracle, Tencent, Scaleway, Google. */
    private static final List<AddressBlock> METADATA = blocks(
            "169.254.169.254",
            "169.254.170.2",
            "169.254.170.23",
            "100.100.100.200",
            "168.63.129.16",
            "192.0.0.192",
            "169.254.0.23",
            "169.254.42.42",
            "fd00:ec2::254",
            "fd00:ec2::23",
            "fd00:42::42",
            "fd20:ce::254");

    private static final AddressBlock COMPATIBLE = AddressBlock.parse("::/96");
    private static final AddressBlock TRANSLATED = AddressBlock.parse("::ffff:0:0:0/96");
    private static final AddressBlock NAT64 = AddressBlock.parse("64:ff9b::/96");
    private static final AddressBlock LOCAL_NAT64 = AddressBlock.parse("64:ff9b:1::/48");
    private static final AddressBlock PLAIN_LOCAL_NAT64 = AddressBlock.parse("64:ff9b:1::/96");
    private static final AddressBlock SIX_TO_FOUR = AddressBlock.parse("2002::/16");
    private static final AddressBlock TEREDO = AddressBlock.parse("2001::/32");

    private final List<AddressBlock> allowed;

    /** @param allowed blocks to which requests may go although they are not global unicast */
    public AddressGuard(List<AddressBlock> allowed) {
        this.allowed = List.copyOf(allowed);
    }

    /** Whether requests may go to {@code address}. */
    public boolean allows(InetAddress address) {
        boolean zoned =
                address instanceof Inet6Address six && (six.getScopeId() != 0 || six.getScopedInterface() != null);
        return !zoned && allows(address.getAddress());
    }

    private boolean allows(byte[] address) {
        if (isMapped(address)) {
            return allows(Arrays.copyOfRange(address, 12, 16));
        }
        if (allowed.stream().anyMatch(block -> block.single() && block.contains(address))) {
            return true;
        }
        if (contains(METADATA, address) || !embedded(address).stream().allMatch(this::allows)) {
            return false;
        }
        return contains(allowed, address) || !forbidden(address);
    }

    private static boolean forbidden(byte[] address) {
        boolean elsewhere = address.length == 16
                && !GLOBAL_UNICAST.contains(address)
                && !NAT64.contains(address)
                && !LOCAL_NAT64.contains(address);
        return elsewhere || contains(FORBIDDEN, address);
    }

    /** The IPv4 addresses that an IPv6 address may lead to. */
    private static List<byte[]> embedded(byte[] address) {
        List<byte[]> found = new ArrayList<>();
        if (address.length == 4) {
            return found;
        }
        if (COMPATIBLE.contains(address)
                || TRANSLATED.contains(address)
                || NAT64.contains(address)
                || LOCAL_NAT64.contains(address)
                || isIsatap(address)) {
            found.add(bytes(address, 12, 13, 14, 15));
        }
        // RFC 6052 section 2.2: a translator's prefix may have 48, 56, 64 or 96 bits, and which, only its owner knows
        if (LOCAL_NAT64.contains(address) && !PLAIN_LOCAL_NAT64.contains(address)) {
            found.add(bytes(address, 6, 7, 9, 10));
            found.add(bytes(address, 7, 9, 10, 11));
            found.add(bytes(address, 9, 10, 11, 12));
        }
        if (SIX_TO_FOUR.contains(address)) {
            found.add(bytes(address, 2, 3, 4, 5));
        }
        if (TEREDO.contains(address)) {
            byte[] client = bytes(address, 12, 13, 14, 15);
            for (int i = 0; i < client.length; i++) {
                client[i] ^= (byte) 0xff;
            }
            found.add(client);
            found.add(bytes(address, 4, 5, 6, 7));
        }
        return found;
    }

    /** RFC 5214: the lower half of the address is 0:5efe or 200:5efe, and an IPv4 address. */
    private static boolean isIsatap(byte[] address) {
        return (address[8] & 0xfd) == 0 && address[9] == 0 && address[10] == 0x5e && address[11] == (byte) 0xfe;
    }

    /** Java makes IPv4 addresses of them itself wherever it can. */
    private static boolean isMapped(byte[] address) {
        if (address.length != 16 || address[10] != (byte) 0xff || address[11] != (byte) 0xff) {
            return false;
        }
        for (int i = 0; i < 10; i++) {
            if (address[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] bytes(byte[] of, int first, int second, int third, int fourth) {
        return new byte[] {of[first], of[second], of[third], of[fourth]};
    }

    private static boolean contains(List<AddressBlock> blocks, byte[] address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    private static List<AddressBlock> blocks(String... texts) {
        return Stream.of(texts).map(AddressBlock::parse).toList();
    }
}
