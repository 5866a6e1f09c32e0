package io.boosterbeacon.redis.internal.net;

import io.netty.handler.ipfilter.IpSubnetFilterRule;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/** A set of networks and of single addresses. Immutable. */
public final class IpNetworks {
    /** No network. */
    public static final IpNetworks NONE = parse(List.of());

    private final List<String> texts;
    private final List<IpSubnetFilterRule> rules = new ArrayList<>();

    private IpNetworks(List<String> texts) {
        this.texts = texts;
        texts.forEach(text -> rules.add(IpNetwork.parse(text).rule()));
    }

    /**
     * Reads networks.
     *
     * @param texts each as {@link IpNetwork#parse} reads it
     * @throws IllegalArgumentException if a text is anything else; the message says what is accepted
     */
    public static IpNetworks parse(List<String> texts) {
        return new IpNetworks(List.copyOf(texts));
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
