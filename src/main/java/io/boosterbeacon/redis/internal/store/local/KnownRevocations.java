package io.boosterbeacon.redis.internal.store.local;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenMark;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.UserMark;
import io.boosterbeacon.redis.internal.store.local.RevocationEpoch.Seen;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * Remembers what a store has answered, and answers in its place. A revocation that this node has made or seen counts even if the
 * store has lost it, and takes no round trip. While the store fails, and where it cannot be believed because it has lost
 * revocations, a token that it called good a short while ago is accepted for another while. Thread-safe.
 */
public final class KnownRevocations implements RevocationStore {
    private final RevocationStore store;
    private final NodeKnowledge known;
    private final RevocationMemory memory;
    private final RevocationEpoch epoch;

    /** @param known by all decorators of this node */
    public KnownRevocations(RevocationStore store, NodeKnowledge known) {
        this.store = store;
        this.known = known;
        this.memory = known.memory();
        this.epoch = known.epoch();
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenMark token) {
        Seen before = epoch.latest();
        return store.revokeToken(token).thenApply(entry -> {
            changed(before, entry.epoch());
            if (entry.kept() == Kept.STORED) {
                // either clock may be wrong
                Duration stored = Duration.between(entry.revokedAt(), entry.expiresAt());
                remember(token, stored.compareTo(token.left()) > 0 ? stored : token.left());
            }
            return entry;
        });
    }

    private void remember(TokenMark token, Duration life) {
        if (token.room().isPresent()) {
            memory.revokedUnverified(token.ids(), life);
        } else if (token.owner().isPresent()) {
            memory.revoked(token.ids(), token.owner().get(), life);
        } else {
            memory.revoked(token.ids(), life);
        }
    }

    @Override
    public CompletionStage<CutoffEntry> revokeUser(UserMark user) {
        Seen before = epoch.latest();
        return store.revokeUser(user).thenApply(entry -> {
            changed(before, entry.epoch());
            memory.foundCutoffs(Map.of(user.user(), entry.cutoff()), known.now());
            return entry;
        });
    }

    /** A contradiction is left to the next check or beat: a revocation was made, whatever was lost before. */
    private void changed(Seen before, Optional<Epoch> answer) {
        if (answer.isPresent() && !before.isContradictedBy(answer)) {
            epoch.saw(before, answer.get(), 0);
        }
    }

    /** One round trip, none for a revocation that this node knows, two if the store turns out not to be the one that it was. */
    @Override
    public CompletionStage<State> find(TokenQuery token) {
        if (memory.knowsRevoked(token.ids()) || memory.knowsCutoffOf(token)) {
            memory.notGood(token.ids());
            return completedFuture(State.REVOKED);
        }
        Seen before = epoch.latest();
        return store.find(token)
                .thenCompose(found -> checked(token, before, found))
                .exceptionally(failure -> ifGoodOfLate(token, failure));
    }

    private CompletionStage<State> checked(TokenQuery token, Seen before, State found) {
        if (!found.cutoffs().isEmpty()) {
            memory.foundCutoffs(found.cutoffs(), known.now());
        }
        if (found.revokes(token)) {
            if (token.isVerified()) {
                rememberFound(token, found);
            }
            return completedFuture(found);
        }
        if (before.isContradictedBy(found.epoch())) {
            return beat(Known.nothing(known.now(), memory.retention())).thenApply(beat -> unlessLost(token, found));
        }
        if (found.epoch().isPresent()) {
            epoch.saw(before, found.epoch().get(), 0);
        }
        return completedFuture(unlessLost(token, found));
    }

    private void rememberFound(TokenQuery token, State found) {
        if (found.tokenRevoked()) {
            memory.revoked(token.ids(), token.owner().orElse(""), token.left());
        } else {
            memory.refused(token.ids(), token.left());
        }
    }

    /** Lost revocations may have been of any token and any user: as if all users had a cutoff of that moment. */
    private State unlessLost(TokenQuery token, State found) {
        long lostAt = epoch.latest().lostAtMillis();
        if (lostAt != 0 && token.isRefusedBy(lostAt)) {
            throw new StoreException(
                    RedisErrorType.UNKNOWN_ERROR,
                    "revocation: the store has lost revocations after the token was issued, so that it cannot be checked",
                    null);
        }
        if (token.isVerified()) {
            memory.foundGood(token.ids());
        }
        return found;
    }

    private State ifGoodOfLate(TokenQuery token, Throwable thrown) {
        Throwable failure =
                thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
        if (failure instanceof StoreException && token.isVerified() && memory.wasGoodOfLate(token.ids())) {
            return State.NOTHING_KNOWN;
        }
        throw thrown instanceof CompletionException wrapped ? wrapped : new CompletionException(thrown);
    }

    @Override
    public CompletionStage<Stats> stats() {
        return store.stats();
    }

    /** Adds what this node knows of the store to what the caller knows. */
    @Override
    public CompletionStage<Beat> beat(Known caller) {
        Seen before = epoch.latest();
        return store.beat(with(before, caller)).thenApply(beat -> seen(before, beat));
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known caller) {
        Seen before = epoch.latest();
        return store.acknowledgeLoss(with(before, caller)).thenApply(beat -> seen(before, beat));
    }

    private static Known with(Seen seen, Known caller) {
        return caller.epoch().isPresent()
                ? caller
                : new Known(seen.epoch(), seen.atMillis(), caller.now(), caller.retention());
    }

    private Beat seen(Seen before, Beat beat) {
        epoch.saw(before, beat.epoch(), beat.time().toEpochMilli());
        return beat;
    }
}
