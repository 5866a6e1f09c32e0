package io.boosterbeacon.redis.internal.ratelimit.address;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.net.IpAddress;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Finds the address of the client that has sent a request, perhaps through proxies.
 *
 * <p>The client is the peer of the connection. If the peer is a trusted proxy, its forwarding headers say who the
 * client is. They are read from right to left, because each proxy appends the address of its own peer. The first
 * address that is not a trusted proxy is the client's. What stands left of it comes from the client and is not read. If
 * all addresses are those of trusted proxies, the client is the farthest of them.
 *
 * <p>If {@code Forwarded} and {@code X-Forwarded-For} name different clients, one of them is forged, and nobody can
 * tell which: the client is {@link #UNREADABLE}. A header that names no client, or trusted proxies only, yields to one
 * that names a client. Thread-safe.
 */
public final class ClientAddresses {
    /** Stands for all clients whose address cannot be read: they share one count. */
    public static final String UNREADABLE = "unreadable";

    private static final String FORWARDED = "Forwarded";
    private static final String FORWARDED_FOR = "X-Forwarded-For";
    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");

    private final AddressSettings settings;
    private final Telemetry telemetry;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param telemetry is notified of headers that are ignored */
    public ClientAddresses(AddressSettings settings, Telemetry telemetry) {
        this.settings = settings;
        this.telemetry = telemetry;
    }

    /**
     * The client of a request: an IPv4 address, the network of an IPv6 address, or {@link #UNREADABLE}.
     *
     * @param peer the address of the connection's other end
     * @param headers finds the lines of a header, in their order; empty if the request does not have it
     */
    public String client(String peer, Function<String, List<String>> headers) {
        Optional<IpAddress> address = Hop.node(peer).address();
        if (address.isPresent() && settings.trustedProxies().contains(address.get())) {
            return behind(address.get(), headers);
        }
        List.of(FORWARDED, FORWARDED_FOR).stream()
                .filter(header -> !headers.apply(header).isEmpty())
                .findFirst()
                .ifPresent(header -> reportIgnored(header, address));
        return address.map(known -> known.network(settings.ipv6Prefix())).orElse(UNREADABLE);
    }

    private String behind(IpAddress proxy, Function<String, List<String>> headers) {
        return Origin.of(proxy, headers.apply(FORWARDED), ForwardedElement::peer, settings)
                .and(Origin.of(proxy, headers.apply(FORWARDED_FOR), Hop::node, settings))
                .client();
    }

    private void reportIgnored(String header, Optional<IpAddress> peer) {
        telemetry.forwardingIgnored(header);
        if (warned.compareAndSet(false, true)) {
            LOG.log(
                    Level.WARNING,
                    "The header " + header + " of a request from "
                            + peer.map(IpAddress::toString).orElse("an address that cannot be read")
                            + " is ignored, because this address is not in " + ConfigKeys.RATELIMIT_TRUSTED_PROXIES
                            + ": if it is a reverse proxy, all clients behind it share one count. This is said once");
        }
    }
}
