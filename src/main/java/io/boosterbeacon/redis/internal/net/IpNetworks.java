package io.boosterbeacon.redis.internal.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of networks in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3) and of single addresses. Immutable. */
public final class IpNetworks {
    /** No network. */
    public static final IpNetworks NONE = parse(List.of());

    private static final int IPV4_BITS = 32;

    private final List<String> texts;
    private final List<IpSubnetFilterRule> rules = new ArrayList<>();

    private IpNetworks(List<String> texts) {
        this.texts = texts;
        texts.forEach(text -> rules.add(rule(text)));
    }

    /**
     * Reads networks. Names of hosts are not accepted, and not looked up.
     *
     * @param texts each an address, or the lowest address of a network with a slash and the length of its prefix
     * @throws IllegalArgumentException if a text is anything else; the message says what is accepted
     */
    public static IpNetworks parse(List<String> texts) {
        return new IpNetworks(List.copyOf(texts));
    }

    private static IpSubnetFilterRule rule(String text) {
        int slash = text.indexOf('/');
        String base = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = IpAddress.parse(base)
                .orElseThrow(() -> wrong(
                        text,
                        "an address such as 192.0.2.1 or 2001:db8::1, or a network such as 192.0.2.0/24 or"
                                + " 2001:db8::/32"));
        int bits = address.isIpv4() ? IPV4_BITS : IpAddress.IPV6_BITS;
        if (slash >= 0 && address.isIpv4() && base.indexOf(':') >= 0) {
            throw wrong(text, "an IPv4 network in its own notation, such as 192.0.2.0/24");
        }
        int prefix = slash < 0 ? bits : prefix(text, slash, bits);
        IpAddress lowest = address.lowest(prefix);
        if (!lowest.toString().equals(address.toString())) {
            throw wrong(text, "the network " + lowest + "/" + prefix + ", or the address " + address);
        }
        return new IpSubnetFilterRule(address.address(), prefix, IpFilterRuleType.ACCEPT);
    }

    private static int prefix(String text, int slash, int bits) {
        String digits = text.substring(slash + 1);
        // no leading zeros, no signs
        if (digits.matches("[1-9]\\d{0,2}") && Integer.parseInt(digits) <= bits) {
            return Integer.parseInt(digits);
        }
        throw wrong(text, "a prefix of 1 to " + bits + " bits after the slash");
    }

    private static IllegalArgumentException wrong(String text, String accepted) {
        return new IllegalArgumentException("\"" + text + "\" should be " + accepted);
    }

    /** Whether an address belongs to one of the networks. */
    public boolean contains(IpAddress address) {
        if (rules.isEmpty()) {
            return false;
        }
        InetSocketAddress socket = new InetSocketAddress(address.address(), 0);
        for (IpSubnetFilterRule rule : rules) {
            if (rule.matches(socket)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof IpNetworks networks && texts.equals(networks.texts);
    }

    @Override
    public int hashCode() {
        return texts.hashCode();
    }

    /** The texts that this set was read from. */
    @Override
    public String toString() {
        return texts.toString();
    }
}
