package io.boosterbeacon.redis.internal.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IpNetworksTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "192.0.2.1, ::ffff:192.0.2.1, true",
        "::ffff:192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, ::192.0.2.1, false",
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.128/25, 192.0.2.127, false",
        "128.0.0.0/1, 255.255.255.255, true",
        "128.0.0.0/1, 127.255.255.255, false",
        "192.0.2.1/32, 192.0.2.1, true",
        "192.0.2.1/32, 192.0.2.0, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::, false",
        "8000::/1, ffff::, true",
        "8000::/1, 7fff::, false",
        "::1/128, ::1, true",
        "::1, ::2, false",
        "fe80::1, fe80::1%eth0, true",
        "::/1, 10.0.0.1, false",
    })
    void contains_address_byTheBitsOfThePrefix(String network, String address, boolean contained) {
        assertThat(IpNetworks.parse(List.of(network))
                        .contains(IpAddress.parse(address).orElseThrow()))
                .isEqualTo(contained);
    }

    @Test
    void contains_addressOfTheSecondNetwork_isTrue() {
        IpNetworks networks = IpNetworks.parse(List.of("192.0.2.1", "2001:db8::/32"));

        assertThat(networks.contains(IpAddress.parse("2001:db8::7").orElseThrow()))
                .isTrue();
        assertThat(networks.contains(IpAddress.parse("192.0.2.1").orElseThrow()))
                .isTrue();
        assertThat(IpNetworks.NONE.contains(IpAddress.parse("192.0.2.1").orElseThrow()))
                .isFalse();
    }

    @Test
    void parse_nameThatCanBeLookedUp_isRefused() {
        assertThatThrownBy(() -> IpNetworks.parse(List.of("localhost/8")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("localhost/8");
    }
}
