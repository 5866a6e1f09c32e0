package io.boosterbeacon.redis.ratelimit;

import java.net.IDN;
import java.net.URI;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The host and port of a URI, in one form for all ways to write them. {@link URI#getHost} knows only the names that
 * RFC 2396 accepts, and none with an underscore or a letter beyond ASCII. User information does not belong to it.
 */
final class TargetHost {
    private static final Pattern PORT = Pattern.compile(":([0-9]*+)$");
    private static final Pattern LEADING_ZEROS = Pattern.compile("^0++(?=.)");
    private static final Map<String, String> DEFAULT_PORTS = Map.of("http", "80", "https", "443");

    /** The address, and its zone. */
    private static final Pattern IPV6 = Pattern.compile("\\[([^%\\]]*+)(|%.*)]");

    private static final int IPV6_GROUPS = 8;
    private static final int HEX = 16;
    private static final int GROUP = 0xffff;

    private TargetHost() {}

    /** Host and port, such as {@code shop.example:443}. */
    static String of(URI uri) {
        String authority = Objects.requireNonNullElse(uri.getRawAuthority(), "");
        String server = authority.substring(authority.lastIndexOf('@') + 1);
        Matcher port = PORT.matcher(server);
        boolean hasPort = port.find();
        String host = hasPort ? server.substring(0, port.start()) : server;
        String digits = hasPort ? LEADING_ZEROS.matcher(port.group(1)).replaceFirst("") : "";
        return canonical(host) + ":" + (digits.isEmpty() ? defaultPort(uri) : digits);
    }

    private static String defaultPort(URI uri) {
        String scheme = Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT);
        return Objects.requireNonNullElse(DEFAULT_PORTS.get(scheme), "");
    }

    private static String canonical(String host) {
        if (host.startsWith("[")) {
            return ofIpv6(host);
        }
        // the name of the root ends with a dot
        String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return ascii(name).toLowerCase(Locale.ROOT);
    }

    private static String ascii(String name) {
        try {
            return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED);
        } catch (IllegalArgumentException e) {
            return name;
        }
    }

    /** All groups of an address in brackets, which can be written in several ways (RFC 4291 §2.2). */
    private static String ofIpv6(String literal) {
        Matcher parts = IPV6.matcher(literal.toLowerCase(Locale.ROOT));
        try {
            return parts.matches() ? "[" + groups(parts.group(1)) + parts.group(2) + "]" : literal;
        } catch (NumberFormatException e) {
            return literal;
        }
    }

    private static String groups(String address) {
        int gap = address.indexOf("::");
        List<String> first = read(gap < 0 ? address : address.substring(0, gap));
        List<String> last = read(gap < 0 ? "" : address.substring(gap + 2));
        List<String> zeros = Collections.nCopies(Math.max(0, IPV6_GROUPS - first.size() - last.size()), "0");
        return Stream.of(first, zeros, last).flatMap(List::stream).collect(Collectors.joining(":"));
    }

    private static List<String> read(String groups) {
        return Stream.of(groups.split(":", -1))
                .filter(group -> !group.isEmpty())
                .flatMap(group -> group.indexOf('.') < 0 ? Stream.of(Integer.parseInt(group, HEX)) : ofIpv4(group))
                .map(Integer::toHexString)
                .toList();
    }

    private static Stream<Integer> ofIpv4(String address) {
        int bits = 0;
        for (String octet : address.split("\\.", -1)) {
            bits = bits << Byte.SIZE | Integer.parseInt(octet);
        }
        return Stream.of(bits >>> Short.SIZE, bits & GROUP);
    }
}
