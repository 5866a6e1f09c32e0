package io.boosterbeacon.redis.internal.store.local.replica;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Epoch;
import io.boosterbeacon.redis.internal.store.ForwardingRevocationStore;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.StoreException;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A revocation store that answers from the replica of this node while it is fresh, and asks the other store otherwise. What
 * this node has changed is in its answers at once. Thread-safe.
 */
final class ReplicatedRevocations extends ForwardingRevocationStore {
    private static final CompletionStage<State> ACCEPTED =
            completedFuture(new State(Map.of(), Map.of(), Map.of(), Optional.empty()));
    private static final CompletionStage<State> REVOKED = completedFuture(State.REVOKED);

    private final RevocationStore store;
    private final Replica replica;
    private final Predicate<TokenQuery> remembered;
    private final Runnable feed;
    private final @Nullable AppliedChanges awaited;

    /**
     * Decorates a store.
     *
     * @param remembered whether this node remembers a revocation of the token, from before a loss of the store
     * @param feed reads what has changed
     * @param awaited null if revocations do not wait for other nodes
     */
    ReplicatedRevocations(
            RevocationStore store,
            Replica replica,
            Predicate<TokenQuery> remembered,
            Runnable feed,
            @Nullable AppliedChanges awaited) {
        super(store);
        this.store = store;
        this.replica = replica;
        this.remembered = remembered;
        this.feed = feed;
        this.awaited = awaited;
    }

    /** Takes no round trip, and allocates nothing, while the replica is fresh. */
    @Override
    public CompletionStage<State> find(TokenQuery token) {
        return switch (token.isStrict() ? Replica.Answer.UNKNOWN : replica.find(token)) {
            case ACCEPTED -> replica.hasSeenLoss() && remembered.test(token) ? ask(token) : ACCEPTED;
            case REVOKED -> REVOKED;
            case UNKNOWN -> ask(token);
        };
    }

    private CompletionStage<State> ask(TokenQuery token) {
        return store.find(token).exceptionallyCompose(failure -> findStale(token, failure));
    }

    private CompletionStage<State> findStale(TokenQuery token, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        Replica.Answer answer = cause instanceof StoreException ? replica.findStale(token) : Replica.Answer.UNKNOWN;
        return switch (answer) {
            case ACCEPTED -> completedFuture(State.NOTHING_KNOWN);
            case REVOKED -> REVOKED;
            case UNKNOWN -> CompletableFuture.failedFuture(failure);
        };
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation token) {
        return store.revokeToken(token).thenApply(entry -> {
            if (entry.kept() == Kept.STORED && !token.note().dryRun()) {
                changed(entry.epoch());
            }
            return entry;
        });
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        return store.revokeGroup(group).thenApply(entry -> {
            if (!group.note().dryRun()) {
                changed(entry.epoch());
            }
            return entry;
        });
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        return store.restore(reversal).thenApply(answer -> {
            if (!reversal.note().dryRun()) {
                changed(answer.epoch());
            }
            return answer;
        });
    }

    private void changed(Optional<Epoch> reached) {
        replica.changed(reached);
        feed.run();
    }

    @Override
    public CompletionStage<Void> everywhere() {
        return awaited == null ? super.everywhere() : awaited.everywhere(replica.lastChange());
    }
}
