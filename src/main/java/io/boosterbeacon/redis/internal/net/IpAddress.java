package io.boosterbeacon.redis.internal.net;

import io.netty.util.NetUtil;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is the IPv4 address that it contains. Zones
 * (RFC 4007 §11) are dropped.
 */
public final class IpAddress {
    /** The number of bits of an IPv6 address. */
    public static final int IPV6_BITS = 128;

    /** More than the longest address, with the longest name of a network interface as its zone. */
    private static final int MAX_TEXT = 64;

    private static final int HEX_DIGITS_OF_A_GROUP = 4;
    private static final int BYTE = 0xff;

    private final InetAddress address;

    private IpAddress(InetAddress address) {
        this.address = address;
    }

    /** Reads an address; empty if the text is anything else, such as a host name. Names are never looked up. */
    public static Optional<IpAddress> parse(String text) {
        if (text.length() > MAX_TEXT || text.indexOf('[') >= 0) {
            return Optional.empty();
        }
        byte[] bytes = bytes(text);
        return bytes == null ? Optional.empty() : Optional.of(of(bytes));
    }

    private static IpAddress of(byte[] bytes) {
        try {
            // the JDK converts IPv4-mapped addresses
            return new IpAddress(InetAddress.getByAddress(bytes));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length, e);
        }
    }

    private static byte @Nullable [] bytes(String text) {
        int tail = text.lastIndexOf(':') + 1;
        if (tail > 0 && text.indexOf('.', tail) > 0) {
            // Netty reads IPv4 notation at the end of an IPv6 address (RFC 4291 §2.2) for mapped addresses only
            byte[] end = NetUtil.createByteArrayFromIpAddressString(withoutZone(text.substring(tail)));
            if (end == null) {
                return null;
            }
            String digits = HexFormat.of().formatHex(end);
            return NetUtil.createByteArrayFromIpAddressString(text.substring(0, tail)
                    + digits.substring(0, HEX_DIGITS_OF_A_GROUP)
                    + ':'
                    + digits.substring(HEX_DIGITS_OF_A_GROUP));
        }
        return NetUtil.createByteArrayFromIpAddressString(text);
    }

    private static String withoutZone(String text) {
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    /** Whether this is an IPv4 address. */
    public boolean isIpv4() {
        return address instanceof Inet4Address;
    }

    InetAddress address() {
        return address;
    }

    /**
     * The network that an IPv6 address belongs to, as text such as {@code 2001:db8::/64}; an IPv4 address itself.
     *
     * @param ipv6Prefix the length of the network's prefix, 1 to 128
     */
    public String network(int ipv6Prefix) {
        return isIpv4() ? toString() : lowest(ipv6Prefix) + "/" + ipv6Prefix;
    }

    /**
     * The lowest address of the network that this address belongs to.
     *
     * @param prefix the length of the network's prefix, 0 to the number of bits of this address
     */
    IpAddress lowest(int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int kept = Math.min(Byte.SIZE, Math.max(0, prefix - i * Byte.SIZE));
            bytes[i] &= (byte) (BYTE << (Byte.SIZE - kept));
        }
        return of(bytes);
    }

    /** The canonical text (RFC 5952). */
    @Override
    public String toString() {
        return NetUtil.toAddressString(address);
    }
}
