package io.posthorn.platform.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.posthorn.platform.address.AddressBlock;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressGuardTest {
    private static final AddressGuard STRICT = new AddressGuard(List.of());

    /** Each block with its first and last address, and the neighbours on either side where those are allowed. */
    @ParameterizedTest
    @CsvSource({
        "0.0.0.0, 0.255.255.255, , 1.0.0.0",
        "10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0",
        "100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0",
        "127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0",
        "169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0",
        "172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0",
        "192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0",
        "192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0",
        "192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0",
        "192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0",
        "198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0",
        "198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0",
        "203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0",
        "224.0.0.0, 239.255.255.255, 223.255.255.255,",
        "240.0.0.0, 255.255.255.255, ,",
        "::, ::1, ,",
        "::2, ::ffff, ,",
        "64:ff9b:0:0:0:1::, 64:ff9b:0:ffff:ffff:ffff:ffff:ffff, 64:ff9b::223.255.255.255,",
        "100::, 100::ffff:ffff:ffff:ffff, ,",
        "2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 2001:200::",
        "2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::1, 2001:db9::",
        "3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff::1, 3fff:1000::",
        "4000::, fbff:ffff::1, 3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff,",
        "fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,",
        "fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,",
        "fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,",
        "ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,"
    })
    void blocksAreForbiddenUpToTheirEdges(String first, String last, String before, String after) {
        assertThat(STRICT.allows(InetAddress.ofLiteral(first))).isFalse();
        assertThat(STRICT.allows(InetAddress.ofLiteral(last))).isFalse();
        Stream.of(before, after)
                .filter(neighbour -> neighbour != null)
                .forEach(neighbour -> assertThat(STRICT.allows(InetAddress.ofLiteral(neighbour)))
                        .as(neighbour)
                        .isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "::ffff:8.8.8.8",
                "64:ff9b::8.8.8.8",
                "64:ff9b:1::8.8.8.8",
                "2002:808:808::1",
                "2606:4700::1111",
                "2001:4860:4860::8888",
                "8.8.8.8"
            })
    void globalAddressesAreAllowedInEachFormThatLeadsThere(String address) {
        assertThat(STRICT.allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"::8.8.8.8", "::ffff:0:8.8.8.8", "2001:0:808:808::f7f7:f7f7", "64:ff9b:1:1::8.8.8.8"})
    void formsThatAreNotReachableFromEverywhereAreForbiddenWhateverTheyEmbed(String address) {
        assertThat(STRICT.allows(InetAddress.ofLiteral(address))).isFalse();
    }

    @Test
    void anAllowedBlockIsAllowedAndItsNeighboursAreNot() {
        AddressGuard guard = guard("10.1.0.0/16", "fd12:3456::/32");

        assertThat(guard.allows(InetAddress.ofLiteral("10.1.0.0"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("10.1.255.255"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("10.0.255.255"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("fd12:3456::1"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("fd12:3457::1"))).isFalse();
        assertThat(guard.allows(InetAddress.ofLiteral("64:ff9b::10.1.0.1"))).isTrue();
        assertThat(guard.allows(InetAddress.ofLiteral("64:ff9b::10.2.0.1"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
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
                "fd20:ce::254",
                "64:ff9b::169.254.169.254",
                "64:ff9b:1::169.254.169.254",
                "64:ff9b:1:a9fe:a9:fe00::",
                "::169.254.169.254",
                "::ffff:0:169.254.169.254",
                "2002:a9fe:a9fe::1",
                "2001:0:808:808::5601:5601",
                "2001:0:a9fe:a9fe::f7f7:f7f7",
                "fd00::5efe:169.254.169.254"
            })
    void metadataServicesAreAllowedOnlyByTheirVeryAddress(String address) {
        AddressGuard everything = guard("0.0.0.0/0", "::/0", "169.254.0.0/16", "169.254.169.254/31", "fd00:ec2::/32");

        assertThat(everything.allows(InetAddress.ofLiteral(address))).isFalse();
        assertThat(guard(address).allows(InetAddress.ofLiteral(address))).isTrue();
    }

    @Test
    void aMappedMetadataAddressIsJudgedAsTheAddressItIs() throws UnknownHostException {
        InetAddress mapped = inForm("mapped", new byte[] {(byte) 169, (byte) 254, (byte) 169, (byte) 254});

        assertThat(guard("0.0.0.0/0", "::/0").allows(mapped)).isFalse();
        assertThat(guard("169.254.169.254/32").allows(mapped)).isTrue();
    }

    @Test
    void anAddressWithAZoneIsForbidden() throws UnknownHostException {
        byte[] linkLocal = InetAddress.ofLiteral("fe80::1").getAddress();

        assertThat(guard("fe80::/10").allows(Inet6Address.getByAddress("", linkLocal, 1)))
                .isFalse();
        assertThat(guard("fe80::/10").allows(InetAddress.ofLiteral("fe80::1"))).isTrue();
    }

    @Property
    void noFormOfIpv6LeadsToAForbiddenIpv4Address(@ForAll("forbidden") byte[] ipv4, @ForAll("forms") String form)
            throws UnknownHostException {
        assertThat(STRICT.allows(inForm(form, ipv4))).isFalse();
    }

    @Property
    void noFormOfIpv6LeadsPastAnAllowListOfAllIpv6(@ForAll("forbidden") byte[] ipv4, @ForAll("forms") String form)
            throws UnknownHostException {
        assertThat(guard("::/0").allows(inForm(form, ipv4))).isFalse();
    }

    @Provide
    Arbitrary<String> forms() {
        return Arbitraries.of(
                "mapped",
                "compatible",
                "translated",
                "nat64",
                "nat64-local-96",
                "nat64-local-48",
                "nat64-local-56",
                "nat64-local-64",
                "6to4",
                "teredo-client",
                "teredo-server",
                "isatap",
                "isatap-global");
    }

    @Provide
    Arbitrary<byte[]> forbidden() {
        Arbitrary<String> block = Arbitraries.of(
                "0.0.0.0/8",
                "10.0.0.0/8",
                "100.64.0.0/10",
                "127.0.0.0/8",
                "169.254.0.0/16",
                "172.16.0.0/12",
                "192.0.0.0/24",
                "192.0.2.0/24",
                "192.168.0.0/16",
                "198.18.0.0/15",
                "198.51.100.0/24",
                "203.0.113.0/24",
                "224.0.0.0/4",
                "240.0.0.0/4",
                "168.63.129.16/32");
        return Combinators.combine(block, Arbitraries.integers()).as(AddressGuardTest::within);
    }

    private static byte[] within(String block, int random) {
        int slash = block.indexOf('/');
        int bits = Integer.parseInt(block.substring(slash + 1));
        byte[] address = InetAddress.ofLiteral(block.substring(0, slash)).getAddress();
        for (int bit = bits; bit < 32; bit++) {
            if ((random >>> bit & 1) != 0) {
                address[bit / 8] |= (byte) (0x80 >> bit % 8);
            }
        }
        return address;
    }

    private static InetAddress inForm(String form, byte[] ipv4) throws UnknownHostException {
        byte[] address = InetAddress.ofLiteral(
                        switch (form) {
                            case "mapped" -> "::1";
                            case "compatible" -> "::";
                            case "translated" -> "::ffff:0:0:0";
                            case "nat64" -> "64:ff9b::";
                            case "nat64-local-96" -> "64:ff9b:1::";
                            case "nat64-local-48", "nat64-local-56", "nat64-local-64" -> "64:ff9b:1:0100::";
                            case "6to4" -> "2002::1";
                            case "teredo-client", "teredo-server" -> "2001:0:808:808:0:0:f7f7:f7f7";
                            case "isatap" -> "2606:4700::5efe:0:0";
                            case "isatap-global" -> "2606:4700::200:5efe:0:0";
                            default -> throw new IllegalArgumentException(form);
                        })
                .getAddress();
        int[] places =
                switch (form) {
                    case "nat64-local-48" -> new int[] {6, 7, 9, 10};
                    case "nat64-local-56" -> new int[] {7, 9, 10, 11};
                    case "nat64-local-64" -> new int[] {9, 10, 11, 12};
                    case "6to4" -> new int[] {2, 3, 4, 5};
                    case "teredo-server" -> new int[] {4, 5, 6, 7};
                    default -> new int[] {12, 13, 14, 15};
                };
        for (int i = 0; i < 4; i++) {
            address[places[i]] = form.equals("teredo-client") ? (byte) ~ipv4[i] : ipv4[i];
        }
        if (form.equals("mapped")) {
            Arrays.fill(address, 10, 12, (byte) 0xff);
            // the one way to have it as an IPv6 address in Java
            return Inet6Address.getByAddress("", address, -1);
        }
        return InetAddress.getByAddress(address);
    }

    private static AddressGuard guard(String... allowed) {
        return new AddressGuard(Stream.of(allowed).map(AddressBlock::parse).toList());
    }
}
