package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.concurrent.Timers;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.revocation.OpenConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * The open connections that end with their tokens. All tokens are looked up together: their requests are sent without
 * waiting for answers, a portion at a time. Thread-safe; never blocks.
 */
public final class OpenConnections {
    /** The maximum number of requests that are sent together: a full request queue would refuse all of them. */
    private static final int PORTION = 512;

    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));

    private final RevocationStore store;
    private final TokenFacts.Rules rules;
    private final Timers timers;
    private final Set<Connection> open = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean checking = new AtomicBoolean();
    private final AtomicBoolean again = new AtomicBoolean();

    /** @param timers provides the threads that close connections */
    public OpenConnections(RevocationStore store, RevocationRules rules, Timers timers) {
        this.store = store;
        this.rules = rules.ofTokens();
        this.timers = timers;
    }

    /** Registers a connection, and begins a check of its token. */
    OpenConnection add(JsonWebToken token, Runnable close) {
        if (!TokenCheck.isReadable(token)) {
            return () -> {};
        }
        Connection connection = new Connection(TokenFacts.of(token, rules), close);
        if (!connection.facts.isEmpty()) {
            open.add(connection);
            CompletableFuture<Void> unused = check(List.of(connection));
        }
        return connection;
    }

    /** The number of registered connections. */
    public int size() {
        return open.size();
    }

    /** Begins a check of all tokens, unless one is running. */
    public void check() {
        if (!open.isEmpty() && checking.compareAndSet(false, true)) {
            // a revocation from here on may be missed by the requests that are already sent
            again.set(false);
            Map<String, List<Connection>> byToken =
                    open.stream().collect(Collectors.groupingBy(connection -> connection.facts.id()));
            check(List.copyOf(byToken.values()), 0);
        }
    }

    /** Begins a check of all tokens, after the running one if there is one. */
    public void checkSoon() {
        again.set(true);
        check();
    }

    private void check(List<List<Connection>> tokens, int from) {
        if (from >= tokens.size()) {
            checking.set(false);
            if (again.get()) {
                check();
            }
            return;
        }
        int to = Math.min(tokens.size(), from + PORTION);
        List<CompletableFuture<Void>> answers = new ArrayList<>(to - from);
        for (List<Connection> ofToken : tokens.subList(from, to)) {
            answers.add(check(ofToken));
        }
        CompletableFuture<Void> unused = CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .whenComplete((result, failure) -> check(tokens, to));
    }

    /** Checks the token of some connections. The result never fails. */
    private CompletableFuture<Void> check(List<Connection> ofToken) {
        TokenFacts facts = ofToken.get(0).facts;
        try {
            if (facts.hasExpired()) {
                ofToken.forEach(this::close);
                return CompletableFuture.completedFuture(null);
            }
            return store.find(facts)
                    .thenAccept(found -> {
                        if (found.revokes(facts)) {
                            ofToken.forEach(this::close);
                        }
                    })
                    .exceptionally(failure -> {
                        closeUnlessOpen(ofToken, facts, failure);
                        return null;
                    })
                    .toCompletableFuture();
        } catch (RuntimeException e) {
            closeUnlessOpen(ofToken, facts, e);
            return CompletableFuture.completedFuture(null);
        }
    }

    /** The token cannot be checked: its next request would be refused, unless the failure policy accepts all. */
    private void closeUnlessOpen(List<Connection> ofToken, TokenFacts facts, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        boolean isOpen = rules.configured().onStoreFailure() == OnFailure.OPEN
                && cause instanceof StoreException
                && !facts.isUnreadable(cause);
        if (!isOpen) {
            ofToken.forEach(this::close);
        }
    }

    private void close(Connection connection) {
        if (open.remove(connection)) {
            timers.offload(connection::run);
        }
    }

    /** A registered connection. Compared by identity. */
    private final class Connection implements OpenConnection {
        private final TokenFacts facts;
        private final Runnable close;

        Connection(TokenFacts facts, Runnable close) {
            this.facts = facts;
            this.close = close;
        }

        @Override
        public void close() {
            open.remove(this);
        }

        private void run() {
            try {
                close.run();
            } catch (RuntimeException e) {
                LOG.warn("The connection of a token that is not valid any more could not be closed", e);
            }
        }
    }
}
