package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.internal.net.IpAddress;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import java.util.Arrays;

/**
 * The settings that determine the address of a client.
 *
 * @param trustedProxies the peers whose forwarding headers are believed
 * @param ipv6Prefix the length of the prefix that the IPv6 addresses of one client have in common
 */
public record AddressSettings(IpNetworks trustedProxies, int ipv6Prefix) {
    /** A host may use any address of its /64, and change it at any time (RFC 8981). */
    private static final int DEFAULT_PREFIX = 64;

    static AddressSettings read(Values values) {
        return new AddressSettings(
                values.text(ConfigKeys.RATELIMIT_TRUSTED_PROXIES)
                        .map(AddressSettings::networks)
                        .orElse(IpNetworks.NONE),
                (int) values.number(ConfigKeys.RATELIMIT_IPV6_PREFIX, DEFAULT_PREFIX, 1, IpAddress.IPV6_BITS));
    }

    private static IpNetworks networks(String list) {
        try {
            return IpNetworks.parse(
                    Arrays.stream(list.split(",", -1)).map(String::trim).toList());
        } catch (IllegalArgumentException e) {
            throw ConfigProblem.of(
                    ConfigKeys.RATELIMIT_TRUSTED_PROXIES,
                    list,
                    "addresses and networks with commas between them; " + e.getMessage());
        }
    }
}
