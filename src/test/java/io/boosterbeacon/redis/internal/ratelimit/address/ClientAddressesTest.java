package io.boosterbeacon.redis.internal.ratelimit.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.LogLines;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who a request comes from, by its connection and its headers. */
class ClientAddressesTest {
    private static final String UNREADABLE = ClientAddresses.UNREADABLE;
    private static final String PROXY = "10.0.0.1";

    private final AtomicInteger ignored = new AtomicInteger();
    private final ClientAddresses addresses = addresses("10.0.0.0/8", "2001:db8:ff::/48");

    private ClientAddresses addresses(String... proxies) {
        return new ClientAddresses(new AddressSettings(IpNetworks.parse(List.of(proxies)), 64), new Telemetry() {
            @Override
            public void forwardingIgnored(String header) {
                ignored.incrementAndGet();
            }
        });
    }

    private String client(String peer, Map<String, List<String>> headers) {
        return addresses.client(peer, header -> headers.getOrDefault(header, List.of()));
    }

    private String forwardedFor(String... lines) {
        return client(PROXY, Map.of("X-Forwarded-For", List.of(lines)));
    }

    private String forwarded(String... lines) {
        return client(PROXY, Map.of("Forwarded", List.of(lines)));
    }

    private String both(String forwarded, String forwardedFor) {
        return client(PROXY, Map.of("Forwarded", List.of(forwarded), "X-Forwarded-For", List.of(forwardedFor)));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1",
        "::ffff:192.0.2.1, 192.0.2.1",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:2::/64",
        "[2001:db8:1:2:3:4:5:6], 2001:db8:1:2::/64",
        "0:0:0:0:0:0:0:1, ::/64",
        "fe80::1%eth0, fe80::/64",
        "10.0.0.1, 10.0.0.1",
        "localhost, unreadable",
        "/run/proxy.socket, unreadable",
    })
    void peer_withoutHeaders_isTheClient(String peer, String client) {
        assertThat(client(peer, Map.of())).isEqualTo(client);
        assertThat(ignored).hasValue(0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | 203.0.113.9",
                "198.51.100.7, 203.0.113.9 | 203.0.113.9",
                "198.51.100.7,203.0.113.9,10.0.0.2, 10.0.0.3 | 203.0.113.9",
                "203.0.113.9, 2001:db8:ff::7 | 203.0.113.9",
                "203.0.113.9:4711 | 203.0.113.9",
                "203.0.113.9:_port | 203.0.113.9",
                "::ffff:203.0.113.9 | 203.0.113.9",
                "2001:db8:1:2::9 | 2001:db8:1:2::/64",
                "[2001:db8:1:2::9] | 2001:db8:1:2::/64",
                "[2001:db8:1:2::9]:443 | 2001:db8:1:2::/64",
                "fe80::1%eth0 | fe80::/64",
                "203.0.113.9,, , | 203.0.113.9",
                "garbage \" \\ <>, 203.0.113.9 | 203.0.113.9",
                // nobody can tell who these are
                "unknown | unreadable",
                "203.0.113.9, unknown | unreadable",
                "198.51.100.7, _hidden, 10.0.0.2 | unreadable",
                "203.0.113.9, localhost | unreadable",
                "203.0.113.9:port | unreadable",
                "203.0.113.9:123456 | unreadable",
                "203.0.113.9: | unreadable",
                "[203.0.113.9] | unreadable",
                "[2001:db8::9 | unreadable",
                "[2001:db8::9]443 | unreadable",
                "[] | unreadable",
                "\"203.0.113.9\" | unreadable",
                "203.0.113.9 10.0.0.2 | unreadable",
                "203.0.113.999 | unreadable",
                // proxies only: the farthest
                "10.0.0.9, 10.0.0.2 | 10.0.0.9",
                ", | 10.0.0.1",
            })
    void forwardedFor_ofATrustedPeer_isReadFromRightToLeft(String header, String client) {
        assertThat(forwardedFor(header)).isEqualTo(client);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "for=203.0.113.9 | 203.0.113.9",
                "For=203.0.113.9 | 203.0.113.9",
                "FOR=\"203.0.113.9\" | 203.0.113.9",
                "for=203.0.113.9;proto=https;by=10.0.0.1 | 203.0.113.9",
                "proto=https ; host=\"a,b;for=198.51.100.7\" ; for=203.0.113.9 | 203.0.113.9",
                "host=\"a\\\\\\\"b\";for=203.0.113.9 | 203.0.113.9",
                "host=example.org:8080;for=203.0.113.9 | 203.0.113.9",
                "for=198.51.100.7, for=203.0.113.9;proto=https, for=10.0.0.2;by=_x | 203.0.113.9",
                "for=\"203.0.113.9:4711\" | 203.0.113.9",
                "for=\"203.0.113.9:_port\" | 203.0.113.9",
                "for=\"[2001:db8:1:2::9]\" | 2001:db8:1:2::/64",
                "for=\"[2001:db8:1:2::9]:4711\" | 2001:db8:1:2::/64",
                "for=\"\\2\\03.0.113.9\" | 203.0.113.9",
                ";;for=203.0.113.9; | 203.0.113.9",
                // without the quotes that the grammar demands
                "for=203.0.113.9:4711 | 203.0.113.9",
                "for=[2001:db8:1:2::9]:4711 | 2001:db8:1:2::/64",
                "for=2001:db8:1:2::9 | 2001:db8:1:2::/64",
                // what the client has sent does not hide what a proxy has appended
                "for=\", for=203.0.113.9 | 203.0.113.9",
                "for=\"\\, for=203.0.113.9 | 203.0.113.9",
                "for=\"198.51.100.7, for=\"[2001:db8:1:2::9]\" | 2001:db8:1:2::/64",
                "host=\"x, for=203.0.113.9;host=\"a\\\"b\" | 203.0.113.9",
                // nobody can tell who these are
                "for=unknown | unreadable",
                "for=Unknown | unreadable",
                "for=_hidden | unreadable",
                "for=\"_hidden:_port\" | unreadable",
                "for=203.0.113.9, for=_hidden, for=10.0.0.2 | unreadable",
                "for= | unreadable",
                "for=\"\" | unreadable",
                "for | unreadable",
                "203.0.113.9 | unreadable",
                "=203.0.113.9 | unreadable",
                "for = 203.0.113.9 | unreadable",
                "for=203.0.113.9 proto=https | unreadable",
                "for=\"203.0.113.9 | unreadable",
                "for=203.0.113.9\" | unreadable",
                "for=203.0.113.9;for=198.51.100.7 | unreadable",
                "for=203.0.113.9;proto=\"x | unreadable",
                // a proxy that reports only other things
                "proto=https | 10.0.0.1",
                "for=203.0.113.9, proto=https | 10.0.0.1",
                "for=203.0.113.9, proto=https, for=10.0.0.2 | 10.0.0.2",
                "for=10.0.0.9, for=10.0.0.2 | 10.0.0.9",
            })
    void forwarded_ofATrustedPeer_isReadFromRightToLeft(String header, String client) {
        assertThat(forwarded(header)).isEqualTo(client);
    }

    @Test
    void lines_ofOneHeader_areOneList() {
        assertThat(forwardedFor("198.51.100.7", "203.0.113.9, 10.0.0.3", "10.0.0.2"))
                .isEqualTo("203.0.113.9");
        assertThat(forwarded("for=\"", "for=203.0.113.9", "", "for=10.0.0.2")).isEqualTo("203.0.113.9");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // both appended by the same proxies
                "for=203.0.113.9, for=10.0.0.2 | 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "for=198.51.100.7, for=203.0.113.9 | 198.51.100.8, 203.0.113.9 | 203.0.113.9",
                // one is the client's own, and nobody can tell which
                "for=198.51.100.7 | 203.0.113.9 | unreadable",
                "for=203.0.113.9 | 198.51.100.7 | unreadable",
                "for=unknown | 203.0.113.9 | unreadable",
                "garbage | 203.0.113.9 | unreadable",
                "for=203.0.113.9 | garbage | unreadable",
                // only one names a client
                "proto=https | 203.0.113.9 | 203.0.113.9",
                "for=10.0.0.2 | 203.0.113.9, 10.0.0.2 | 203.0.113.9",
                "for=203.0.113.9, for=10.0.0.2 | 10.0.0.3 | 203.0.113.9",
                "proto=https | 10.0.0.2 | 10.0.0.2",
                "for=10.0.0.3 | 10.0.0.2 | unreadable",
            })
    void headers_thatDisagree_areBelievedByNobody(String forwarded, String forwardedFor, String client) {
        assertThat(both(forwarded, forwardedFor)).isEqualTo(client);
    }

    @Test
    void header_ofAnUntrustedPeer_isIgnoredAndCountedAndReportedOnce() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            for (String header : List.of("Forwarded", "X-Forwarded-For")) {
                assertThat(client("192.0.2.1", Map.of(header, List.of("for=203.0.113.9"))))
                        .isEqualTo("192.0.2.1");
                assertThat(client("not\nan address", Map.of(header, List.of("203.0.113.9"))))
                        .isEqualTo(UNREADABLE);
            }

            assertThat(ignored).hasValue(4);
            assertThat(log.all())
                    .singleElement()
                    .asString()
                    .contains("Forwarded", "192.0.2.1", "beacon.ratelimit.trusted-proxies", "is said once");
        }
    }

    @Test
    void header_ofATrustedPeer_isNotReported() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            assertThat(forwardedFor("203.0.113.9")).isEqualTo("203.0.113.9");

            assertThat(ignored).hasValue(0);
            assertThat(log.all()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ",",
                "\"",
                "\\",
                "\\\"",
                "10.0.0.9,",
                "for=10.0.0.9,",
                "for=\"",
                ";",
                "[",
                ":",
                "9",
                "a=\"\\\\\",",
                " "
            })
    void header_of100Kilobytes_takesLittleTime(String portion) {
        String hostile = portion.repeat(100_000 / portion.length());
        long began = System.nanoTime();
        for (int i = 0; i < 20; i++) {
            assertThat(forwardedFor(hostile + ", 203.0.113.9")).isEqualTo("203.0.113.9");
            assertThat(forwarded(hostile + ", for=203.0.113.9")).isEqualTo("203.0.113.9");
            assertThat(forwardedFor(hostile)).isIn(UNREADABLE, PROXY);
            assertThat(forwarded(hostile)).isIn(UNREADABLE, PROXY);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
    }
}
