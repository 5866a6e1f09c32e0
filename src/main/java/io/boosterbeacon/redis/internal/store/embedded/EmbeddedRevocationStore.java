package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationReversal;
import io.boosterbeacon.redis.internal.store.RevocationStore;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Revoked tokens and cutoffs in this JVM. They are never evicted before their expiry: otherwise a revoked token would
 * be accepted again. The number of unverified tokens is limited, because anybody can invent them. Revocations are made
 * one at a time, look-ups never wait.
 */
final class EmbeddedRevocationStore implements RevocationStore {
    private final Time time;
    private final EmbeddedMarks marks;
    private final ExpiringMap<String, GroupCutoff> cutoffs;
    private final ExpiringMap<String, RestoredMark> restored;
    private final EmbeddedEpoch epoch;
    private final EmbeddedRevocationAudit audit;
    /** The latest end of the current token of any family of refresh tokens; what revokes a family is kept until then. */
    private final AtomicLong horizon = new AtomicLong();

    private final ReentrantLock lock = new ReentrantLock();

    EmbeddedRevocationStore(Time time, EmbeddedRevocationAudit audit) {
        this.time = time;
        this.audit = audit;
        marks = new EmbeddedMarks(time);
        cutoffs = new ExpiringMap<>(time);
        restored = new ExpiringMap<>(time);
        epoch = new EmbeddedEpoch(time);
    }

    @Override
    public CompletionStage<Entry> revokeToken(TokenRevocation requested) {
        return exclusively(() -> {
            TokenRevocation token = requested.scope() == Scope.SESSION
                    ? requested.atLeastUntil(Instant.ofEpochMilli(horizon.get()))
                    : requested;
            long before =
                    token.ids().stream().mapToLong(this::restoredMillis).max().orElse(0);
            Entry entry = marks.revoke(token, before, epoch.now());
            if (entry.kept() != Kept.STORED || token.note().dryRun()) {
                return entry;
            }
            token.ids().forEach(restored::remove);
            epoch.countChange();
            if (token.isRecorded(entry.fresh())) {
                audit.revoked(token.scope(), token.ids().get(0), token.note(), entry.fresh());
            }
            return entry.at(epoch.now());
        });
    }

    @Override
    public CompletionStage<CutoffEntry> revokeGroup(GroupRevocation group) {
        return exclusively(() -> cutOff(group));
    }

    private CutoffEntry cutOff(GroupRevocation group) {
        GroupCutoff known = cutoffs.get(group.group());
        long now = time.now();
        long millis = group.moment().map(Instant::toEpochMilli).orElseGet(() -> after(known, now, group.atLeast()));
        long expiresAt = Math.max(Time.after(Math.max(now, millis), group.retention()), horizon.get());
        Cutoff cutoff = new Cutoff(millis, group.except(), 0, restoredMillis(group.group()));
        Kind kind = new Kind(group.scope(), group.note().reason());
        GroupCutoff both = known == null
                ? new GroupCutoff(cutoff, kind, now, expiresAt)
                : new GroupCutoff(cutoff.and(known.cutoff()), kind, now, Math.max(expiresAt, known.expiresAt()));
        if (!group.note().dryRun()) {
            cutoffs.put(group.group(), both);
            restored.remove(group.group());
            epoch.countChange();
            audit.revoked(group.scope(), group.group(), group.note(), known == null);
        }
        return new CutoffEntry(known == null, both.cutoff(), Instant.ofEpochMilli(both.expiresAt()), epoch.now());
    }

    /** The later one of two clocks. But what has begun after a known cutoff that is ahead of both, has begun up to now. */
    private static long after(@Nullable GroupCutoff known, long now, Instant atLeast) {
        long later = Time.latest(now, atLeast);
        return known != null && known.cutoff().millis() > now
                ? Math.max(later, known.cutoff().millis() + 1)
                : later;
    }

    /** When a group, a token or a session was restored last; 0 if it was not. */
    private long restoredMillis(String id) {
        GroupCutoff known = cutoffs.get(id);
        RestoredMark mark = restored.get(id);
        return known != null ? known.cutoff().restoredMillis() : mark != null ? mark.at() : marks.restoredMillis(id);
    }

    @Override
    public CompletionStage<Reversed> restore(RevocationReversal reversal) {
        return exclusively(() -> {
            long now = time.now();
            boolean ofGroup = reversal.scope().hasCutoff();
            Map<String, Long> ends = ofGroup ? endOfCutoff(reversal.ids().get(0)) : marks.endsOf(reversal.ids());
            // also what is not stored: nodes may remember a revocation that was lost with the former content
            Set<String> ids = new HashSet<>(reversal.ids());
            ids.addAll(ends.keySet());
            if (!reversal.note().dryRun()) {
                // marked first: a concurrent look-up must find the revocation or its restoration
                ids.forEach(id -> restored.put(
                        id,
                        new RestoredMark(
                                Math.max(now, restoredMillis(id) + 1),
                                endOfMark(id, ends.get(id), now, reversal.retention()))));
                if (ofGroup) {
                    cutoffs.remove(reversal.ids().get(0));
                } else {
                    marks.remove(ids);
                }
                epoch.countChange();
                if (!ends.isEmpty()) {
                    audit.restored(reversal.scope(), reversal.ids().get(0), reversal.note());
                }
            }
            return new Reversed(!ends.isEmpty(), Instant.ofEpochMilli(now), List.copyOf(ids), epoch.now());
        });
    }

    private Map<String, Long> endOfCutoff(String group) {
        GroupCutoff known = cutoffs.get(group);
        return known == null ? Map.of() : Map.of(group, known.expiresAt());
    }

    private long endOfMark(String id, @Nullable Long endOfRevocation, long now, Duration retention) {
        if (endOfRevocation != null) {
            return Time.after(Math.max(endOfRevocation, now), retention);
        }
        RestoredMark before = restored.get(id);
        return Math.max(Time.after(now, retention), before == null ? 0 : before.expiresAt());
    }

    /** Runs a change while no other one does. */
    <T> CompletionStage<T> exclusively(Supplier<T> change) {
        lock.lock();
        try {
            return completedFuture(change.get());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<State> find(TokenQuery token) {
        Map<String, Long> revoked = marks.revoked(token.marks());
        Map<String, Cutoff> found = Map.of();
        for (String group : token.groups()) {
            GroupCutoff cutoff = cutoffs.get(group);
            if (cutoff != null) {
                found = found.isEmpty() ? new HashMap<>() : found;
                found.put(group, cutoff.cutoff());
            }
        }
        return completedFuture(new State(revoked, found, restored(token, found.keySet()), epoch.now()));
    }

    private Map<String, Long> restored(TokenQuery token, Set<String> revokedAgain) {
        if (restored.size() == 0) {
            return Map.of();
        }
        Set<String> ids = new HashSet<>(token.marks());
        ids.addAll(token.groups());
        ids.removeAll(revokedAgain);
        Map<String, Long> found = new HashMap<>();
        for (String id : ids) {
            RestoredMark mark = restored.get(id);
            if (mark != null && !marks.isRevoked(id)) {
                found.put(id, mark.at());
            }
        }
        return found;
    }

    @Override
    public CompletionStage<Copies> copies(Stored stored, int replicas, boolean onDisk) {
        return completedFuture(new Copies(0, false, "the embedded store has neither replicas nor a disk"));
    }

    @Override
    public CompletionStage<Stats> stats() {
        KindCounts counts = new KindCounts();
        TimeSpan span = new TimeSpan();
        marks.forEachCounted((kind, since) -> {
            counts.add(kind);
            span.add(since);
        });
        for (GroupCutoff cutoff : cutoffs.values()) {
            counts.add(cutoff.kind());
            span.add(cutoff.revokedAt());
        }
        return completedFuture(new Stats(counts.get(), span.first(), span.last()));
    }

    @Override
    public CompletionStage<Beat> beat(Known known) {
        return completedFuture(epoch.beat(known, false, horizon.get()));
    }

    @Override
    public CompletionStage<Beat> acknowledgeLoss(Known known) {
        return completedFuture(epoch.beat(known, true, horizon.get()));
    }

    /**
     * Records the end of a family of refresh tokens that has no session, and is stored elsewhere. It is counted, so that nodes
     * notice if it is lost.
     *
     * @param fresh whether it was not revoked before
     */
    void ended(String family, RevocationNote note, boolean fresh) {
        if (fresh) {
            epoch.countChange();
        }
        audit.revoked(Scope.FAMILY, family, note, fresh);
    }

    /** The current token of a family of refresh tokens ends at this time. */
    void extendHorizon(long endsAt) {
        long unused = horizon.accumulateAndGet(endsAt, Math::max);
    }

    void clear() {
        lock.lock();
        try {
            marks.clear();
            cutoffs.clear();
            restored.clear();
            epoch.clear();
            horizon.set(0);
        } finally {
            lock.unlock();
        }
    }

    long size() {
        return marks.size() + cutoffs.size() + restored.size();
    }

    /** @param kind the scope, and the reason of the latest revocation */
    private record GroupCutoff(Cutoff cutoff, Kind kind, long revokedAt, long expiresAt) implements Expiring {}

    /** @param at the time, which grows with each restoration */
    private record RestoredMark(long at, long expiresAt) implements Expiring {}

    /** The first and the last of some moments. */
    private static final class TimeSpan {
        private long first = Long.MAX_VALUE;
        private long last = Long.MIN_VALUE;

        void add(long millis) {
            first = Math.min(first, millis);
            last = Math.max(last, millis);
        }

        Optional<Instant> first() {
            return first == Long.MAX_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(first));
        }

        Optional<Instant> last() {
            return last == Long.MIN_VALUE ? Optional.empty() : Optional.of(Instant.ofEpochMilli(last));
        }
    }
}
