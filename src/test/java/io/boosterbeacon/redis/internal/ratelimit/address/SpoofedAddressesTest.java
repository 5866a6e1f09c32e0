package io.boosterbeacon.redis.internal.ratelimit.address;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpAddress;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * An attacker sends any forwarding headers through trusted proxies. Whatever they are, the attacker counts for its own
 * address, or, if one of the headers is not the proxies', for the one subject of all that cannot be read.
 */
class SpoofedAddressesTest {
    private static final String FORWARDED = "Forwarded";
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final List<String> PROXIES = List.of("10.0.0.1", "2001:db8:ff::2", "192.168.7.3");
    private static final ClientAddresses ADDRESSES = new ClientAddresses(
            new AddressSettings(IpNetworks.parse(List.of("10.0.0.0/8", "2001:db8:ff::/48", "192.168.7.3")), 64),
            Telemetry.NONE);

    /** How proxies append the address of their peer. */
    enum Habit {
        SAME_LINE,
        NEW_LINE;

        void append(List<String> lines, String element) {
            if (this == NEW_LINE || lines.isEmpty()) {
                lines.add(element);
            } else {
                int last = lines.size() - 1;
                lines.set(last, lines.get(last) + ", " + element);
            }
        }
    }

    /** Which headers the proxies append to; the other one passes them unread. */
    enum Known {
        FORWARDED,
        FORWARDED_FOR,
        BOTH
    }

    @Property(tries = 20_000)
    void attacker_behindProxies_cannotChooseItsSubject(
            @ForAll("addresses") String attacker,
            @ForAll("headers") List<String> forwarded,
            @ForAll("headers") List<String> forwardedFor,
            @ForAll @IntRange(max = 3) int proxies,
            @ForAll Habit habit,
            @ForAll Known known) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        headers.put(FORWARDED, new ArrayList<>(forwarded));
        headers.put(FORWARDED_FOR, new ArrayList<>(forwardedFor));
        String peer = attacker;
        for (String proxy : PROXIES.subList(0, proxies)) {
            if (known != Known.FORWARDED_FOR) {
                habit.append(headers.get(FORWARDED), element(peer));
            }
            if (known != Known.FORWARDED) {
                habit.append(headers.get(FORWARDED_FOR), peer);
            }
            peer = proxy;
        }

        String own = IpAddress.parse(attacker).orElseThrow().network(64);
        String subject = ADDRESSES.client(peer, headers::get);
        if (proxies == 0 || known == Known.BOTH) {
            assertThat(subject).isEqualTo(own);
        } else {
            assertThat(subject).isIn(own, ClientAddresses.UNREADABLE);
        }
    }

    @Property(tries = 5_000)
    void attacker_whoseOtherHeaderTheProxyRemoves_countsForItsAddress(
            @ForAll("addresses") String attacker, @ForAll("headers") List<String> sent, @ForAll Habit habit) {
        List<String> lines = new ArrayList<>(sent);
        habit.append(lines, element(attacker));
        Map<String, List<String>> headers = Map.of(FORWARDED, lines, FORWARDED_FOR, List.of());

        assertThat(ADDRESSES.client("10.0.0.1", headers::get))
                .isEqualTo(IpAddress.parse(attacker).orElseThrow().network(64));
    }

    private static String element(String peer) {
        return peer.contains(":") ? "for=\"[" + peer + "]:4711\";host=\"a\\\"b, c\"" : "for=" + peer + ";proto=https";
    }

    @Provide
    Arbitrary<String> addresses() {
        return Arbitraries.of(
                "203.0.113.9",
                "198.51.100.1",
                "9.255.255.255",
                "11.0.0.0",
                "2001:db8:1:2::9",
                "2001:db8:fe::1",
                "::1",
                "::ffff:203.0.113.9",
                "192.168.7.2");
    }

    /** Lines of portions that mean something in one of the headers, and of noise. */
    @Provide
    Arbitrary<List<String>> headers() {
        Arbitrary<String> portion = Arbitraries.frequencyOf(
                Tuple.of(
                        8,
                        Arbitraries.of(
                                "for=",
                                "For=",
                                "for",
                                "=",
                                "\"",
                                "\\",
                                "\\\"",
                                ",",
                                ", ",
                                ";",
                                " ",
                                "\t",
                                ":",
                                "[",
                                "]",
                                "unknown",
                                "_hidden",
                                "proto=https",
                                "host=\"",
                                "8.8.8.8",
                                "10.0.0.1",
                                "10.0.0.2",
                                "192.168.7.3",
                                "2001:db8:ff::2",
                                "[2001:db8:ff::9]",
                                "\"[2001:db8:7::1]\"",
                                "::ffff:10.0.0.1",
                                "%eth0",
                                ":80",
                                "for=10.0.0.3",
                                "for=8.8.4.4",
                                "for=\"[2001:db8:ff::5]\"",
                                "localhost",
                                "0",
                                "\0",
                                "é")),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(20)));
        return portion.list()
                .ofMaxSize(12)
                .map(portions -> String.join("", portions))
                .list()
                .ofMaxSize(3);
    }
}
