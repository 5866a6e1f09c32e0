package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.embedded.ExpiringMap.Expiring;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** The audit of revocations in this JVM. Thread-safe. */
final class EmbeddedRevocationAudit implements RevocationAuditStore {
    /** How long a batch that is sent again is recognized. */
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private static final AuditCounts NOTHING = new AuditCounts(0, 0);

    private final Time time;
    private final NavigableMap<Long, Recorded> entries = new TreeMap<>();
    /** The numbers of the entries of each part of the audit. */
    private final Map<AuditStream, Deque<Long>> streams = new EnumMap<>(AuditStream.class);

    private final ExpiringMap<String, Batch> batches;
    private final ReentrantLock lock = new ReentrantLock();
    private long last;
    private Counts counts = new Counts(NOTHING, Long.MIN_VALUE);

    EmbeddedRevocationAudit(Time time) {
        this.time = time;
        this.batches = new ExpiringMap<>(time);
        for (AuditStream stream : AuditStream.values()) {
            streams.put(stream, new ArrayDeque<>());
        }
    }

    /** The number of the last batch of a node. */
    private record Batch(long number, long expiresAt) implements Expiring {}

    private record Counts(AuditCounts counts, long expiresAt) {}

    /** An entry with the hashes by which it is found. */
    private record Recorded(AuditEntry entry, List<String> foundBy) {
        boolean isWanted(AuditFilter filter) {
            return filter.scope().map(entry.scope()::equals).orElse(true)
                    && filter.action().map(entry.action()::equals).orElse(true)
                    && (filter.actor().isEmpty() || filter.actor().equals(entry.actor()))
                    && filter.from().map(from -> !entry.at().isBefore(from)).orElse(true)
                    && filter.until().map(entry.at()::isBefore).orElse(true)
                    && (filter.about().isEmpty()
                            || filter.about().contains(entry.id())
                            || !Collections.disjoint(filter.about(), foundBy));
        }
    }

    void revoked(Scope scope, String id, RevocationNote note, boolean fresh) {
        append(scope, id, note, fresh ? Action.REVOKED : Action.REVOKED_AGAIN);
    }

    void restored(Scope scope, String id, RevocationNote note) {
        append(scope, id, note, Action.RESTORED);
    }

    private void append(Scope scope, String id, RevocationNote note, Action action) {
        if (note.isAudited()) {
            lock.lock();
            try {
                append(
                        note.trail(),
                        new AuditEntry(
                                Instant.ofEpochMilli(time.now()),
                                action,
                                scope,
                                id,
                                note.givenReason(),
                                note.knownActor(),
                                note.trail().node(),
                                Optional.empty()));
            } finally {
                lock.unlock();
            }
        }
    }

    private void append(AuditTrail trail, AuditEntry entry) {
        last++;
        entries.put(last, new Recorded(entry, trail.foundBy()));
        Deque<Long> stream = streams.computeIfAbsent(trail.stream(), first -> new ArrayDeque<>());
        stream.add(last);
        while (stream.size() > trail.maxEntries()) {
            entries.remove(stream.remove());
        }
        removeBefore(entry.at().minus(trail.retention()), stream);
    }

    private void removeBefore(Instant oldest, Deque<Long> stream) {
        while (!stream.isEmpty()
                && Optional.ofNullable(entries.get(stream.element()))
                        .filter(first -> first.entry().at().isBefore(oldest))
                        .isPresent()) {
            entries.remove(stream.remove());
        }
    }

    @Override
    public CompletionStage<Boolean> prune(Duration retention) {
        Instant oldest = Instant.ofEpochMilli(time.now()).minus(retention);
        lock.lock();
        try {
            streams.values().forEach(stream -> removeBefore(oldest, stream));
            return completedFuture(false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
        lock.lock();
        try {
            Batch before = batches.get(batch.instance());
            if (before != null && before.number() >= batch.number()) {
                return completedFuture(false);
            }
            long now = time.now();
            batches.put(batch.instance(), new Batch(batch.number(), Time.after(now, REMEMBERED)));
            AuditCounts known = countsAt(now);
            counts = new Counts(
                    new AuditCounts(
                            known.rejected() + batch.count(),
                            known.recorded() + batch.recorded().size()),
                    Time.after(now, trail.retention()));
            for (RejectedRequest each : batch.recorded()) {
                append(
                        trail.in(AuditStream.REJECTIONS).foundBy(each.foundBy()),
                        new AuditEntry(
                                Instant.ofEpochMilli(now),
                                Action.REJECTED,
                                Scope.TOKEN,
                                each.token(),
                                Optional.empty(),
                                Optional.empty(),
                                trail.node(),
                                Optional.of(each.request())));
            }
            return completedFuture(true);
        } finally {
            lock.unlock();
        }
    }

    private AuditCounts countsAt(long now) {
        return now < counts.expiresAt() ? counts.counts() : NOTHING;
    }

    @Override
    public CompletionStage<Page> find(
            AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
        Instant oldest = Instant.ofEpochMilli(time.now()).minus(retention);
        lock.lock();
        try {
            List<AuditEntry> found = new ArrayList<>();
            int examined = 0;
            long before = after.map(AuditPosition::number).orElse(Long.MAX_VALUE);
            for (Map.Entry<Long, Recorded> each :
                    entries.headMap(before, false).descendingMap().entrySet()) {
                if (found.size() == limit || examined == MAX_EXAMINED) {
                    return completedFuture(new Page(found, Optional.of(new AuditPosition(0, before, 1))));
                }
                examined++;
                before = each.getKey();
                Recorded one = each.getValue();
                if (one.isWanted(filter) && !one.entry().at().isBefore(oldest)) {
                    found.add(one.entry());
                }
            }
            return completedFuture(new Page(found, Optional.empty()));
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<AuditCounts> counts() {
        lock.lock();
        try {
            return completedFuture(countsAt(time.now()));
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            entries.clear();
            streams.values().forEach(Deque::clear);
            batches.clear();
            counts = new Counts(NOTHING, Long.MIN_VALUE);
        } finally {
            lock.unlock();
        }
    }
}
