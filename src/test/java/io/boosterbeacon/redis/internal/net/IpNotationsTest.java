package io.boosterbeacon.redis.internal.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** An IPv6 address is the same in each of its notations (RFC 4291 §2.2). */
class IpNotationsTest {
    @Property
    void parse_anyNotation_agreesWithTheJdk(
            @ForAll @Size(16) byte[] bytes,
            @ForAll @IntRange(max = 6) int zeros,
            @ForAll boolean compressed,
            @ForAll boolean mixed,
            @ForAll boolean upper)
            throws UnknownHostException {
        byte[] address = bytes.clone();
        Arrays.fill(address, 0, 2 * zeros, (byte) 0);
        List<String> parts = new ArrayList<>();
        for (int i = compressed ? 2 * zeros : 0; i < (mixed ? 12 : 16); i += 2) {
            parts.add(Integer.toHexString((address[i] & 0xff) << 8 | (address[i + 1] & 0xff)));
        }
        if (mixed) {
            parts.add(IntStream.range(12, 16)
                    .mapToObj(i -> String.valueOf(address[i] & 0xff))
                    .collect(Collectors.joining(".")));
        }
        String text = (compressed && zeros > 0 ? "::" : "") + String.join(":", parts);
        String literal = upper ? text.toUpperCase(Locale.ROOT) : text;

        // the JDK looks names up, but not literals
        assertThat(IpAddress.parse(literal).map(IpAddress::address))
                .as(literal)
                .contains(InetAddress.getByName(literal));
    }
}
