package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.BoundedThreads;
import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.revocation.OpenConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The open connections that end with their tokens. The store is asked about each token once in an interval. The tokens
 * are checked in {@value #PARTS} parts, so that the requests are spread over the interval; the requests of a part are
 * sent without waiting for each other, a portion at a time. What this node itself revokes is found without the store.
 * Thread-safe; never blocks its callers.
 */
public final class OpenConnections {
    /** The number of parts in which all tokens are checked. */
    public static final int PARTS = 10;

    /** The maximum number of requests that are sent together: a full request queue would refuse all of them. */
    private static final int PORTION = 512;

    /** How long to wait for further revocations of this node. */
    private static final Duration GATHERING = Duration.ofMillis(100);

    /** Longer than any deadline of a check. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final RevocationStore store;
    private final Predicate<TokenQuery> known;
    private final TokenFacts.Rules rules;
    private final Timers timers;
    private final ConnectionsByToken open;
    private final CloseActions closing = new CloseActions();
    private final BoundedThreads checks = new BoundedThreads("beacon-redis-connection-checks", 1, PARTS);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicBoolean gathering = new AtomicBoolean();

    /**
     * Knows no connections yet.
     *
     * @param store a store with the deadline of checks
     * @param known whether this node knows that a token is revoked
     * @param timers end the threads
     */
    public OpenConnections(RevocationStore store, Predicate<TokenQuery> known, RevocationRules rules, Timers timers) {
        this.store = store;
        this.known = known;
        this.rules = rules.ofTokens();
        this.timers = timers;
        this.open = new ConnectionsByToken(rules.settings().enforcement().maxConnections());
        timers.onClose(checks::close);
        timers.onClose(closing::close);
    }

    /** Registers a connection, and begins a check of its token. Throws what the token throws if it cannot be read. */
    OpenConnection add(JsonWebToken token, BooleanSupplier isOpen, Runnable close) {
        TokenFacts facts = TokenFacts.of(token, rules);
        if (facts.isEmpty()) {
            return () -> {};
        }
        TokenConnection connection = new TokenConnection(facts, isOpen, close);
        open.add(connection).ifPresent(OpenConnections::closeTooMany);
        CompletableFuture<Void> unused = check(facts);
        return () -> {
            boolean unusedOutcome = open.remove(connection);
        };
    }

    /** On the caller's thread: nothing that clients can choose may wait in any number. */
    private static void closeTooMany(TokenConnection connection) {
        boolean unused = LOG.warn(
                "too many connections",
                "A connection was closed, because more are registered than " + ConnectionsByToken.MAX_PER_TOKEN
                        + " of its token, or than " + ConfigKeys.REVOCATION_MAX_CONNECTIONS + " in all");
        connection.close();
    }

    /** The number of registered connections, and of those that are still to be closed. */
    public int size() {
        return open.size();
    }

    /** Begins a check of the next part of the tokens, on another thread. Left out if all parts are waiting. */
    public void checkNext() {
        closing.retry();
        if (open.size() > 0) {
            int part = Math.floorMod(next.getAndIncrement(), PARTS);
            checks.run(() -> checkAndLog(part), () -> {});
        }
    }

    private void checkAndLog(int part) {
        try {
            checkPart(part);
        } catch (Throwable e) {
            LOG.warn("The tokens of open connections could not be checked; they are checked again", e);
        }
    }

    /** Asks the store about the tokens of a part, and waits for its answers. */
    void checkPart(int part) {
        List<TokenFacts> tokens = open.tokens(part, PARTS);
        for (int from = 0; from < tokens.size() && !timers.isClosed(); from += PORTION) {
            Answers.awaitAll(
                    tokens.subList(from, Math.min(tokens.size(), from + PORTION)).stream()
                            .map(this::check)
                            .toList(),
                    PATIENCE);
        }
    }

    /** Soon closes the connections whose tokens this node knows to be revoked. Does not ask the store. */
    public void closeKnownSoon() {
        if (open.size() > 0 && gathering.compareAndSet(false, true)) {
            try {
                Future<?> unused = timers.once(GATHERING, () -> timers.offload(this::closeKnown));
            } catch (OutOfMemoryError noThread) {
                // the next check asks the store
                gathering.set(false);
            }
        }
    }

    private void closeKnown() {
        // a revocation from here on may be missed below
        gathering.set(false);
        open.tokens().stream().filter(this::isKnownToBeRevoked).forEach(this::close);
    }

    private boolean isKnownToBeRevoked(TokenFacts facts) {
        try {
            return known.test(facts);
        } catch (RuntimeException e) {
            // a cutoff needs a claim that cannot be read
            return true;
        }
    }

    /** Checks a token. The result never fails. */
    private CompletableFuture<Void> check(TokenFacts facts) {
        try {
            if (facts.hasExpired()) {
                close(facts);
                return CompletableFuture.completedFuture(null);
            }
            return store.find(facts)
                    .thenAccept(found -> {
                        if (found.revokes(facts)) {
                            close(facts);
                        }
                    })
                    .exceptionally(failure -> {
                        closeUnlessOpen(facts, failure);
                        return null;
                    })
                    .toCompletableFuture();
        } catch (RuntimeException | Error e) {
            closeUnlessOpen(facts, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** The token cannot be checked: its next request would be refused, unless the failure policy accepts all. */
    private void closeUnlessOpen(TokenFacts facts, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean isOpen = rules.configured().onStoreFailure() == OnFailure.OPEN
                && cause instanceof StoreException
                && !facts.isUnreadable(cause);
        if (!isOpen) {
            close(facts);
        }
    }

    /** Closes all connections of a token. */
    private void close(TokenFacts token) {
        String user = token.owner().orElseGet(token::id);
        for (TokenConnection connection : open.end(token)) {
            closing.add(user, () -> {
                try {
                    connection.close();
                } finally {
                    open.closed();
                }
            });
        }
    }
}
