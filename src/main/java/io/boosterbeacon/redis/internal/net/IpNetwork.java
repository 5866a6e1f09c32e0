package io.boosterbeacon.redis.internal.net;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;

/**
 * A network in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or a single address, which is a network of one.
 *
 * @param lowest its lowest address
 * @param prefix the length of the prefix that its addresses have in common
 */
public record IpNetwork(IpAddress lowest, int prefix) {
    private static final int IPV4_BITS = 32;

    /**
     * Reads a network. Names of hosts are not accepted, and not looked up.
     *
     * @param text an address, or the lowest address of a network with a slash and the length of its prefix
     * @throws IllegalArgumentException if the text is anything else; the message says what is accepted
     */
    public static IpNetwork parse(String text) {
        int slash = text.indexOf('/');
        String base = slash < 0 ? text : text.substring(0, slash);
        IpAddress address = IpAddress.parse(base)
                .orElseThrow(() -> wrong(
                        text,
                        "an address such as 192.0.2.1 or 2001:db8::1, or a network such as 192.0.2.0/24 or"
                                + " 2001:db8::/32"));
        if (slash >= 0 && address.isIpv4() && base.indexOf(':') >= 0) {
            throw wrong(text, "an IPv4 network in its own notation, such as 192.0.2.0/24");
        }
        int prefix = slash < 0 ? bits(address) : prefix(text, slash, bits(address));
        IpAddress lowest = address.lowest(prefix);
        if (!lowest.toString().equals(address.toString())) {
            throw wrong(text, "the network " + lowest + "/" + prefix + ", or the address " + address);
        }
        return new IpNetwork(address, prefix);
    }

    private static int bits(IpAddress address) {
        return address.isIpv4() ? IPV4_BITS : IpAddress.IPV6_BITS;
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

    IpSubnetFilterRule rule() {
        return new IpSubnetFilterRule(lowest.address(), prefix, IpFilterRuleType.ACCEPT);
    }

    /** The canonical text: without a prefix for a single address. */
    @Override
    public String toString() {
        return prefix == bits(lowest) ? lowest.toString() : lowest + "/" + prefix;
    }
}
