package io.boosterbeacon.redis.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "0.0.0.0, 0.0.0.0",
        "2001:db8::1, 2001:db8::1",
        "2001:0DB8:0:0:0:0:0:1, 2001:db8::1",
        "::, ::",
        "::1, ::1",
        "1:2:3:4:5:6:7::, 1:2:3:4:5:6:7:0",
        "::2:3:4:5:6:7:8, 0:2:3:4:5:6:7:8",
        "fe80::1%eth0, fe80::1",
        "fe80::1%25eth0, fe80::1",
        "fe80::1%3, fe80::1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "::FFFF:c000:201, 192.0.2.1",
        "0:0:0:0:0:ffff:192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1%eth0, 192.0.2.1",
        "::192.0.2.1, ::c000:201",
        "64:ff9b::192.0.2.1, 64:ff9b::c000:201",
        "1:2:3:4:5:6:192.0.2.1, 1:2:3:4:5:6:c000:201",
    })
    void parse_addressInAnyNotation_givesTheCanonicalOne(String text, String canonical) {
        assertThat(IpAddress.parse(text)).get().hasToString(canonical);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "localhost",
                "example.org",
                "1",
                "192.0.2",
                "192.0.2.1.",
                "192.0.2.256",
                "192.0.2.-1",
                "192.0.2.0x1",
                "192.0.2.1:80",
                "192.0.2.1/24",
                "192.0.2.1%eth0",
                " 192.0.2.1",
                "١.٢.٣.٤",
                "１.2.3.4",
                "[::1]",
                "[::1",
                "::1]",
                ":",
                ":::",
                ":1",
                "1:",
                "::g",
                "1::2::3",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "%eth0",
                "::192.0.2",
                "::192.0.2.256",
                "192.0.2.1::",
                "1:2:3:4:5:6:7:192.0.2.1",
                "::1:192.0.2.1:2",
                "\0",
                "::1\n"
            })
    void parse_anythingElse_givesNothing(String text) {
        assertThat(IpAddress.parse(text)).isEmpty();
    }

    @Test
    void parse_zoneOfAnyLength_isBounded() {
        assertThat(IpAddress.parse("fe80::1%" + "z".repeat(50))).isPresent();
        assertThat(IpAddress.parse("fe80::1%" + "z".repeat(100_000))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:3:4:5:6, 64, 2001:db8:1:2::/64",
        "2001:db8:1:2:3:4:5:6, 56, 2001:db8:1::/56",
        "2001:db8:1:ff02:3:4:5:6, 57, 2001:db8:1:ff00::/57",
        "2001:db8:1:ff82:3:4:5:6, 57, 2001:db8:1:ff80::/57",
        "ffff::1, 1, 8000::/1",
        "2001:db8::1, 128, 2001:db8::1/128",
        "192.0.2.1, 64, 192.0.2.1",
        "::ffff:192.0.2.1, 1, 192.0.2.1",
    })
    void network_ofAnAddress_hasTheBitsOfThePrefix(String address, int prefix, String network) {
        assertThat(IpAddress.parse(address).orElseThrow().network(prefix)).isEqualTo(network);
    }
}
