package io.boosterbeacon.redis.internal.ratelimit.address;

import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.net.IpAddress;
import java.util.List;
import java.util.function.Function;

/**
 * Where a request comes from, by one forwarding header.
 *
 * @param client an address, a network, or {@link ClientAddresses#UNREADABLE}
 */
record Origin(String client, Knowledge knowledge) {
    private static final Origin UNREADABLE = new Origin(ClientAddresses.UNREADABLE, Knowledge.CLIENT);

    /** More than the number of proxies in a row that anybody has. */
    private static final int MAX_HOPS = 32;

    /** What the header names, the most informative last. */
    enum Knowledge {
        /** Nothing: the client is the peer, as far as this header tells. */
        NOTHING,
        /** Only trusted proxies: the client is the farthest of them. */
        PROXIES,
        /** A client. */
        CLIENT
    }

    /**
     * Follows a header from the peer to the client.
     *
     * @param peer a trusted proxy
     * @param lines of the header
     * @param reader reads an element of the header
     */
    static Origin of(IpAddress peer, List<String> lines, Function<String, Hop> reader, AddressSettings settings) {
        Elements elements = new Elements(lines);
        IpAddress farthest = peer;
        for (int hops = 0; hops < MAX_HOPS; hops++) {
            String element = elements.next();
            Hop hop = element == null ? Hop.NOT_REPORTED : reader.apply(element);
            if (!hop.reported()) {
                return new Origin(
                        farthest.network(settings.ipv6Prefix()), hops == 0 ? Knowledge.NOTHING : Knowledge.PROXIES);
            }
            if (hop.address().isEmpty()) {
                return UNREADABLE;
            }
            farthest = hop.address().get();
            if (!settings.trustedProxies().contains(farthest)) {
                return new Origin(farthest.network(settings.ipv6Prefix()), Knowledge.CLIENT);
            }
        }
        return UNREADABLE;
    }

    /** The origin by two headers: by the one that knows more; unreadable if they contradict each other. */
    Origin and(Origin other) {
        int more = knowledge.compareTo(other.knowledge);
        if (more == 0) {
            return equals(other) ? this : UNREADABLE;
        }
        return more > 0 ? this : other;
    }
}
