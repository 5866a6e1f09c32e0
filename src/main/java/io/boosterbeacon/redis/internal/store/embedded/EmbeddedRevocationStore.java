package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Revoked tokens and cutoffs. They are never dropped before their expiry, however many there are: a forgotten one would let
 * a revoked token in. Revocations take turns, look-ups do not wait.
 */
final class EmbeddedRevocationStore implements RevocationStore {
    private final Time time;
    private final ExpiringMap<String, Mark> tokens;
    private final ExpiringMap<String, Mark> users;
    private final ReentrantLock revoking = new ReentrantLock();

    EmbeddedRevocationStore(Time time) {
        this.time = time;
        tokens = new ExpiringMap<>(time);
        users = new ExpiringMap<>(time);
    }

    @Override
    public CompletionStage<Entry> revokeToken(List<String> ids, Instant expiresAt, String reason) {
        return revoking(() -> mark(ids, Time.millis(expiresAt)));
    }

    private Entry mark(List<String> ids, long expiresAt) {
        long now = time.now();
        List<Mark> known =
                ids.stream().map(tokens::get).filter(Objects::nonNull).toList();
        long first = known.stream().mapToLong(Mark::revokedAt).min().orElse(now);
        long last = known.stream().mapToLong(Mark::expiresAt).reduce(expiresAt, Math::max);
        if (expiresAt > now) {
            for (String id : ids) {
                Mark mark = tokens.get(id);
                boolean counted = id.equals(ids.get(0)) || (mark != null && mark.counted());
                tokens.put(id, new Mark(first, last, counted));
            }
        }
        return new Entry(known.isEmpty(), Instant.ofEpochMilli(first), expiresAt > now);
    }

    @Override
    public CompletionStage<Entry> revokeUser(String user, Duration retention, String reason) {
        return revoking(() -> {
            Mark known = users.get(user);
            long expiresAt = time.in(retention);
            long now = time.now();
            users.put(user, new Mark(now, known == null ? expiresAt : Math.max(expiresAt, known.expiresAt()), true));
            return new Entry(known == null, Instant.ofEpochMilli(now), true);
        });
    }

    private CompletionStage<Entry> revoking(Supplier<Entry> revocation) {
        revoking.lock();
        try {
            return completedFuture(revocation.get());
        } finally {
            revoking.unlock();
        }
    }

    @Override
    public CompletionStage<State> find(List<String> tokenIds, List<String> users) {
        Map<String, Long> cutoffs = new HashMap<>();
        for (String user : users) {
            Mark mark = this.users.get(user);
            if (mark != null) {
                cutoffs.put(user, mark.revokedAt());
            }
        }
        return completedFuture(new State(tokenIds.stream().anyMatch(id -> tokens.get(id) != null), cutoffs));
    }

    @Override
    public CompletionStage<Stats> stats() {
        LongSummaryStatistics ofTokens = summary(tokens);
        LongSummaryStatistics ofUsers = summary(users);
        var both = new LongSummaryStatistics();
        both.combine(ofTokens);
        both.combine(ofUsers);
        boolean none = both.getCount() == 0;
        return completedFuture(new Stats(
                ofTokens.getCount(),
                ofUsers.getCount(),
                none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(both.getMin())),
                none ? Optional.empty() : Optional.of(Instant.ofEpochMilli(both.getMax()))));
    }

    private static LongSummaryStatistics summary(ExpiringMap<String, Mark> marks) {
        return marks.values().stream()
                .filter(Mark::counted)
                .mapToLong(Mark::revokedAt)
                .summaryStatistics();
    }

    void clear() {
        tokens.clear();
        users.clear();
    }

    long size() {
        return tokens.size() + users.size();
    }

    /**
     * A revocation.
     *
     * @param counted false for the further ids of a token that is counted under its first
     */
    private record Mark(long revokedAt, long expiresAt, boolean counted) implements Expiring {}
}
