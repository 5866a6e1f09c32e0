package io.boosterbeacon.redis.internal.store.local;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.ForwardingRevocationStore;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.local.RevocationEpoch.Observation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/**
 * A revocation store that remembers the answers of another one. Revocations that this node has made or seen are
 * answered without a round trip for a second, even if the store has lost them; then the store is asked again, because
 * another node may have restored the token. While the store fails, or cannot be trusted because it has lost revocations,
 * known revocations still refuse, and a token is accepted if the store has recently called it good (not revoked).
 * Thread-safe.
 */
public final class KnownRevocations extends ForwardingRevocationStore {
    private final RevocationStore store;
    private final NodeKnowledge known;
    private final RevocationMemory memory;
    private final RevocationEpoch epoch;

    /** @param known the knowledge shared by all decorators of this node */
    public KnownRevocations(RevocationStore store, NodeKnowledge known) {
        super(store);
        this.store = store;
        this.known = known;
        this.memory = known.memory();
        this.epoch = known.epoch();
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        Observation before = epoch.latest();
        return store.revokeToken(token).thenApply(entry -> {
            changed(before, entry.epoch());
            if (entry.kept() == Kept.STORED && !token.note().dryRun()) {
                // either clock may be wrong: use the longer time
                Duration stored = Duration.between(entry.revokedAt(), entry.expiresAt());
                Duration life = stored.compareTo(token.left()) > 0 ? stored : token.left();
                memory.order().revoke(() -> remember(token, life, entry.restoredMillis()));
            }
            return entry;
        });
    }

    private void remember(TokenRevocation token, Duration life, long restored) {
        memory.confirm(token.ids());
        if (token.maxUnverified().isPresent()) {
            memory.revokedUnverified(token.ids(), life, restored);
        } else if (token.owner().isPresent()) {
            memory.revoked(token.ids(), token.owner().get(), life, restored);
        } else {
            memory.revoked(token.ids(), life, restored);
        }
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        Observation before = epoch.latest();
        return store.revokeGroup(group).thenApply(entry -> {
            changed(before, entry.epoch());
            if (!group.note().dryRun()) {
                Map<String, Cutoff> cutoffs = Map.of(group.group(), entry.cutoff());
                memory.order().revoke(() -> memory.foundCutoffs(cutoffs, known.now()));
            }
            return entry;
        });
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        Observation before = epoch.latest();
        long revocations = memory.order().revocations();
        return store.restore(reversal).thenApply(answer -> {
            changed(before, answer.epoch());
            if (!reversal.note().dryRun()) {
                memory.restored(answer.ids(), revocations);
            }
            return answer;
        });
    }

    /**
     * Updates the epoch after a revocation. If the answer contradicts the known epoch, the next check or heartbeat
     * handles the loss: the revocation itself has succeeded.
     */
    private void changed(Observation before, Optional<Epoch> answer) {
        if (answer.isPresent() && !before.isContradictedBy(answer)) {
            epoch.observe(before, answer.get(), 0);
        }
    }

    /**
     * Takes one round trip; none for a revocation that the store has confirmed within the last second, and two if the
     * answer shows that the store has lost revocations, or if this node has revoked something while it was told of a
     * restoration.
     */
    @Override
    public CompletionStage<State> find(TokenQuery token) {
        return find(token, false);
    }

    private CompletionStage<State> find(TokenQuery token, boolean again) {
        boolean refused = memory.refuses(token);
        if (refused) {
            memory.forgetGood(token.ids());
            if (memory.isConfirmed(token.ids())) {
                return completedFuture(State.REVOKED);
            }
        }
        Observation before = epoch.latest();
        long revocations = memory.order().revocations();
        return store.find(token)
                .thenCompose(found -> {
                    boolean isCurrent =
                            found.restored().isEmpty() || memory.foundRestored(token, found.restored(), revocations);
                    // a node that revokes all the time asks once more, and then believes what it remembers
                    return isCurrent || again ? checked(token, before, found) : find(token, true);
                })
                .exceptionally(failure -> refused ? refuse(failure) : acceptIfRecentlyGood(token, failure));
    }

    private CompletionStage<State> checked(TokenQuery token, Observation before, State found) {
        memory.foundAnew(token.ids(), found.cutoffs());
        boolean isKnown = memory.refuses(token);
        if (!found.cutoffs().isEmpty()) {
            memory.foundCutoffs(found.cutoffs(), known.now());
        }
        if (found.revokes(token)) {
            if (token.isVerified()) {
                if (!isKnown) {
                    memory.foundRefused(token, found);
                }
                memory.confirm(token.ids());
            }
            return completedFuture(found);
        }
        // asked once more: a cutoff from after a restoration has replaced the one before, and may refuse less
        if (isKnown && memory.refuses(token)) {
            // the store has lost it, or this node has revoked it meanwhile
            memory.confirm(token.ids());
            return completedFuture(State.REVOKED);
        }
        if (before.isContradictedBy(found.epoch())) {
            return beat(Known.nothing(known.now(), memory.retention())).thenApply(beat -> unlessLost(token, found));
        }
        if (found.epoch().isPresent()) {
            epoch.observe(before, found.epoch().get(), 0);
        }
        return completedFuture(unlessLost(token, found));
    }

    private static State refuse(Throwable thrown) {
        if (cause(thrown) instanceof StoreException) {
            return State.REVOKED;
        }
        throw rethrown(thrown);
    }

    /**
     * Fails if the token's revocation may have been lost. After a loss all tokens issued before it cannot be checked,
     * as if all groups had a cutoff at that time.
     */
    private State unlessLost(TokenQuery token, State found) {
        long lostAt = epoch.latest().lostAtMillis();
        if (lostAt != 0 && token.isRefusedBy(lostAt)) {
            throw new StoreException(
                    RedisErrorType.UNKNOWN_ERROR,
                    "revocation: the store has lost revocations after the token was issued, so that it cannot be"
                            + " checked",
                    null);
        }
        if (token.isVerified()) {
            memory.foundGood(token.ids());
        }
        return found;
    }

    private State acceptIfRecentlyGood(TokenQuery token, Throwable thrown) {
        if (cause(thrown) instanceof StoreException
                && token.isVerified()
                && token.acceptsStale()
                && memory.wasRecentlyGood(token.ids())) {
            return State.NOTHING_KNOWN;
        }
        throw rethrown(thrown);
    }

    private static Throwable cause(Throwable thrown) {
        return thrown instanceof CompletionException && thrown.getCause() != null ? thrown.getCause() : thrown;
    }

    private static CompletionException rethrown(Throwable thrown) {
        return thrown instanceof CompletionException wrapped ? wrapped : new CompletionException(thrown);
    }

    /** Sends what this node knows about the store together with the heartbeat. */
    @Override
    public CompletionStage<Beat> beat(Known caller) {
        Observation before = epoch.latest();
        return store.beat(with(before, caller)).thenApply(beat -> observed(before, beat));
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known caller) {
        Observation before = epoch.latest();
        return store.acknowledgeLoss(with(before, caller)).thenApply(beat -> observed(before, beat));
    }

    private static Known with(Observation observed, Known caller) {
        return caller.epoch().isPresent()
                ? caller
                : new Known(observed.epoch(), observed.atMillis(), caller.now(), caller.retention());
    }

    private Beat observed(Observation before, Beat beat) {
        epoch.observe(before, beat.epoch(), beat.time().toEpochMilli());
        return beat;
    }
}
