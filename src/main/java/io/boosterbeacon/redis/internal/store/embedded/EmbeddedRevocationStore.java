package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.UserRevocation;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Revoked tokens and cutoffs in this JVM. They are never evicted before their expiry: otherwise a revoked token would
 * be accepted again. The number of unverified tokens is limited, because anybody can invent them. Revocations are made
 * one at a time, look-ups never wait.
 */
final class EmbeddedRevocationStore implements RevocationStore {
    private final Time time;
    private final ExpiringMap<String, RevokedToken> tokens;
    private final ExpiringMap<String, RevokedToken> unverified;
    private final ExpiringMap<String, UserCutoff> users;
    private final EmbeddedEpoch epoch;
    private final ReentrantLock lock = new ReentrantLock();

    EmbeddedRevocationStore(Time time) {
        this.time = time;
        tokens = new ExpiringMap<>(time);
        unverified = new ExpiringMap<>(time);
        users = new ExpiringMap<>(time);
        epoch = new EmbeddedEpoch(time);
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        return exclusively(() -> revoke(token));
    }

    private Entry revoke(TokenRevocation token) {
        List<String> ids = token.ids();
        long now = time.now();
        long requested = Math.max(Time.millis(token.until()), Time.after(now, token.left()));
        List<RevokedToken> known =
                ids.stream().map(this::find).filter(Objects::nonNull).toList();
        long first = known.stream().mapToLong(RevokedToken::revokedAt).min().orElse(now);
        long last = known.stream().mapToLong(RevokedToken::expiresAt).reduce(requested, Math::max);
        if (requested <= now) {
            return entry(known.isEmpty(), first, Kept.EXPIRED, requested);
        }
        boolean asUnverified =
                token.maxUnverified().isPresent() && ids.stream().noneMatch(id -> tokens.get(id) != null);
        if (asUnverified
                && known.isEmpty()
                && unverified.live() >= token.maxUnverified().getAsLong()) {
            return entry(true, now, Kept.NO_ROOM, requested);
        }
        for (String id : ids) {
            RevokedToken existing = find(id);
            boolean counted = id.equals(ids.get(0)) || (existing != null && existing.counted());
            (asUnverified ? unverified : tokens).put(id, new RevokedToken(first, last, counted));
            if (!asUnverified) {
                // removed last: a concurrent look-up must find the token in one of the maps
                unverified.remove(id);
            }
        }
        epoch.countChange();
        return entry(known.isEmpty(), first, Kept.STORED, last);
    }

    private @Nullable RevokedToken find(String id) {
        RevokedToken known = tokens.get(id);
        return known == null ? unverified.get(id) : known;
    }

    private Entry entry(boolean fresh, long revokedAt, Kept kept, long expiresAt) {
        return new Entry(fresh, Instant.ofEpochMilli(revokedAt), kept, Instant.ofEpochMilli(expiresAt), epoch.now());
    }

    @Override
    public CompletionStage<CutoffEntry> revokeUser(UserRevocation user) {
        return exclusively(() -> cutOff(user));
    }

    private CutoffEntry cutOff(UserRevocation user) {
        UserCutoff known = users.get(user.user());
        long now = time.now();
        long millis = user.moment()
                .map(Instant::toEpochMilli)
                .orElse(Math.max(
                        now, Math.min(Time.millis(user.atLeast()), Time.after(now, UserRevocation.MAX_AHEAD))));
        long expiresAt = Time.after(Math.max(now, millis), user.retention());
        Cutoff cutoff = new Cutoff(millis, user.except(), 0);
        UserCutoff both = known == null
                ? new UserCutoff(cutoff, now, expiresAt)
                : new UserCutoff(cutoff.and(known.cutoff()), now, Math.max(expiresAt, known.expiresAt()));
        users.put(user.user(), both);
        return new CutoffEntry(
                known == null, both.cutoff(), Instant.ofEpochMilli(both.expiresAt()), epoch.countChange());
    }

    private <T> CompletionStage<T> exclusively(Supplier<T> revocation) {
        lock.lock();
        try {
            return completedFuture(revocation.get());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        Map<String, Cutoff> cutoffs = Map.of();
        for (String user : token.users()) {
            UserCutoff found = users.get(user);
            if (found != null) {
                cutoffs = cutoffs.isEmpty() ? new HashMap<>() : cutoffs;
                cutoffs.put(user, found.cutoff());
            }
        }
        return completedFuture(new State(isAnyMarked(token.ids()), cutoffs, epoch.now()));
    }

    private boolean isAnyMarked(List<String> ids) {
        for (String id : ids) {
            if (find(id) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public CompletionStage<Stats> stats() {
        LongSummaryStatistics ofTokens = Stream.concat(tokens.values().stream(), unverified.values().stream())
                .filter(RevokedToken::counted)
                .mapToLong(RevokedToken::revokedAt)
                .summaryStatistics();
        LongSummaryStatistics ofUsers =
                users.values().stream().mapToLong(UserCutoff::revokedAt).summaryStatistics();
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

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return completedFuture(epoch.beat(known, false));
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return completedFuture(epoch.beat(known, true));
    }

    void clear() {
        tokens.clear();
        unverified.clear();
        users.clear();
        epoch.clear();
    }

    long size() {
        return tokens.size() + unverified.size() + users.size();
    }

    /**
     * A revocation.
     *
     * @param counted false for additional ids of a token, which is counted under its first id
     */
    private record RevokedToken(long revokedAt, long expiresAt, boolean counted) implements Expiring {}

    private record UserCutoff(Cutoff cutoff, long revokedAt, long expiresAt) implements Expiring {}
}
