package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenMark;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.UserMark;
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
 * Revoked tokens and cutoffs. They are never dropped before their expiry, however many there are: a forgotten one would let
 * a revoked token in. Unverified tokens, which anybody can make up, are refused when there are too many. Revocations take
 * turns, look-ups do not wait.
 */
final class EmbeddedRevocationStore implements RevocationStore {
    private final Time time;
    private final ExpiringMap<String, Mark> tokens;
    private final ExpiringMap<String, Mark> unverified;
    private final ExpiringMap<String, UserCutoff> users;
    private final EmbeddedEpoch epoch;
    private final ReentrantLock revoking = new ReentrantLock();

    EmbeddedRevocationStore(Time time) {
        this.time = time;
        tokens = new ExpiringMap<>(time);
        unverified = new ExpiringMap<>(time);
        users = new ExpiringMap<>(time);
        epoch = new EmbeddedEpoch(time);
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenMark token) {
        return revoking(() -> mark(token));
    }

    private Entry mark(TokenMark token) {
        List<String> ids = token.ids();
        long now = time.now();
        long requested = Math.max(Time.millis(token.until()), Time.after(now, token.left()));
        List<Mark> known =
                ids.stream().map(this::marked).filter(Objects::nonNull).toList();
        long first = known.stream().mapToLong(Mark::revokedAt).min().orElse(now);
        long last = known.stream().mapToLong(Mark::expiresAt).reduce(requested, Math::max);
        if (requested <= now) {
            return entry(known.isEmpty(), first, Kept.EXPIRED, requested);
        }
        boolean asUnverified = token.room().isPresent() && ids.stream().noneMatch(id -> tokens.get(id) != null);
        if (asUnverified && known.isEmpty() && unverified.live() >= token.room().getAsLong()) {
            return entry(true, now, Kept.NO_ROOM, requested);
        }
        for (String id : ids) {
            Mark mark = marked(id);
            boolean counted = id.equals(ids.get(0)) || (mark != null && mark.counted());
            (asUnverified ? unverified : tokens).put(id, new Mark(first, last, counted));
            if (!asUnverified) {
                // afterwards: a look-up in between must find it
                unverified.remove(id);
            }
        }
        epoch.countChange();
        return entry(known.isEmpty(), first, Kept.STORED, last);
    }

    private @Nullable Mark marked(String id) {
        Mark mark = tokens.get(id);
        return mark == null ? unverified.get(id) : mark;
    }

    private Entry entry(boolean fresh, long revokedAt, Kept kept, long expiresAt) {
        return new Entry(fresh, Instant.ofEpochMilli(revokedAt), kept, Instant.ofEpochMilli(expiresAt), epoch.now());
    }

    @Override
    public CompletionStage<CutoffEntry> revokeUser(UserMark user) {
        return revoking(() -> cutOff(user));
    }

    private CutoffEntry cutOff(UserMark user) {
        UserCutoff known = users.get(user.user());
        long now = time.now();
        long millis = user.moment()
                .map(Instant::toEpochMilli)
                .orElse(Math.max(now, Math.min(Time.millis(user.atLeast()), Time.after(now, UserMark.MAX_AHEAD))));
        long expiresAt = Time.after(Math.max(now, millis), user.retention());
        Cutoff cutoff = new Cutoff(millis, user.except(), 0);
        UserCutoff both = known == null
                ? new UserCutoff(cutoff, now, expiresAt)
                : new UserCutoff(cutoff.and(known.cutoff()), now, Math.max(expiresAt, known.expiresAt()));
        users.put(user.user(), both);
        return new CutoffEntry(
                known == null, both.cutoff(), Instant.ofEpochMilli(both.expiresAt()), epoch.countChange());
    }

    private <T> CompletionStage<T> revoking(Supplier<T> revocation) {
        revoking.lock();
        try {
            return completedFuture(revocation.get());
        } finally {
            revoking.unlock();
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
            if (marked(id) != null) {
                return true;
            }
        }
        return false;
    }

    @Override
    public CompletionStage<Stats> stats() {
        LongSummaryStatistics ofTokens = Stream.concat(tokens.values().stream(), unverified.values().stream())
                .filter(Mark::counted)
                .mapToLong(Mark::revokedAt)
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
     * @param counted false for the further ids of a token that is counted under its first
     */
    private record Mark(long revokedAt, long expiresAt, boolean counted) implements Expiring {}

    private record UserCutoff(Cutoff cutoff, long revokedAt, long expiresAt) implements Expiring {}
}
