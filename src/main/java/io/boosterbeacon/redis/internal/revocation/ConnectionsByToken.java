package io.boosterbeacon.redis.internal.revocation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The open connections by their tokens. Clients choose their number, so it is limited: of a token, and of all together. A
 * connection counts until it has ended by itself or is closed. Thread-safe.
 */
final class ConnectionsByToken {
    static final int MAX_PER_TOKEN = 1_000;

    private final ConcurrentMap<Object, OfToken> open = new ConcurrentHashMap<>();
    private final AtomicInteger size = new AtomicInteger();
    private final int maximum;

    /** @param connections of the token, the oldest first */
    private record OfToken(TokenFacts facts, List<TokenConnection> connections) {
        OfToken with(TokenConnection added) {
            List<TokenConnection> all = new ArrayList<>(connections.size() + 1);
            all.addAll(connections);
            all.add(added);
            return new OfToken(facts, all);
        }

        /** Null if it was the only one. */
        @Nullable
        OfToken without(TokenConnection removed) {
            List<TokenConnection> left =
                    connections.stream().filter(each -> each != removed).toList();
            return left.isEmpty() ? null : new OfToken(facts, left);
        }
    }

    /** @param maximum the maximum number of all connections */
    ConnectionsByToken(int maximum) {
        this.maximum = maximum;
    }

    /**
     * Adds a connection.
     *
     * @return the connection that is too many, which has ended: the new one if there are too many in all, or the oldest
     *     one of the token, which the client has most likely left
     */
    Optional<TokenConnection> add(TokenConnection connection) {
        if (size.incrementAndGet() > maximum) {
            size.decrementAndGet();
            boolean unused = connection.end();
            return Optional.of(connection);
        }
        OfToken all = open.merge(
                connection.facts().key(),
                new OfToken(connection.facts(), List.of(connection)),
                (known, added) -> known.with(connection));
        TokenConnection oldest = all.connections().get(0);
        return all.connections().size() > MAX_PER_TOKEN && remove(oldest) ? Optional.of(oldest) : Optional.empty();
    }

    /** Forgets a connection. Returns false if it has ended before. */
    boolean remove(TokenConnection connection) {
        if (!connection.end()) {
            return false;
        }
        OfToken unused = open.computeIfPresent(connection.facts().key(), (same, all) -> all.without(connection));
        size.decrementAndGet();
        return true;
    }

    /** Ends all connections of a token. Each still counts until {@link #closed} is called for it. */
    List<TokenConnection> end(TokenFacts token) {
        OfToken all = open.remove(token.key());
        return all == null
                ? List.of()
                : all.connections().stream().filter(TokenConnection::end).toList();
    }

    /** A connection that was ended is closed. */
    void closed() {
        size.decrementAndGet();
    }

    /** The number of connections that are open or not closed yet. */
    int size() {
        return size.get();
    }

    /** The tokens of all connections. */
    List<TokenFacts> tokens() {
        return open.values().stream().map(OfToken::facts).toList();
    }

    /**
     * The tokens of one of several equal parts, after connections that have ended by themselves are forgotten. A token is
     * always in the same part.
     */
    List<TokenFacts> tokens(int part, int parts) {
        return open.entrySet().stream()
                .filter(each -> Math.floorMod(each.getKey().hashCode(), parts) == part)
                .filter(each -> isAnyOpen(each.getKey(), each.getValue()))
                .map(each -> each.getValue().facts())
                .toList();
    }

    private boolean isAnyOpen(Object key, OfToken token) {
        token.connections().stream().filter(each -> !each.isOpen()).forEach(ended -> {
            boolean unused = remove(ended);
        });
        return open.containsKey(key);
    }
}
