package io.boosterbeacon.redis.internal.store.embedded;

import static java.util.concurrent.CompletableFuture.completedFuture;

import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationNote;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;

/** The audit of revocations in this JVM. Thread-safe. */
final class EmbeddedRevocationAudit implements RevocationAuditStore {
    private final Time time;
    private final NavigableMap<Long, Recorded> entries = new TreeMap<>();
    /** The numbers of the entries that callers with verified tokens, and operators, have caused. */
    private final Deque<Long> changes = new ArrayDeque<>();
    /** The numbers of the entries that anybody can cause. */
    private final Deque<Long> requests = new ArrayDeque<>();

    private final Map<String, Long> batches = new HashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    private long last;
    private long rejected;
    private long recorded;

    EmbeddedRevocationAudit(Time time) {
        this.time = time;
    }

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

    /** @param byAnybody whether nobody has verified the token */
    void revoked(Scope scope, String id, RevocationNote note, boolean fresh, boolean byAnybody) {
        append(scope, id, note, fresh ? Action.REVOKED : Action.REVOKED_AGAIN, byAnybody ? requests : changes);
    }

    void restored(Scope scope, String id, RevocationNote note) {
        append(scope, id, note, Action.RESTORED, changes);
    }

    private void append(Scope scope, String id, RevocationNote note, Action action, Deque<Long> stream) {
        AuditTrail trail = note.trail();
        if (trail.isKept()) {
            lock.lock();
            try {
                append(
                        stream,
                        trail,
                        trail.foundBy(),
                        new AuditEntry(
                                Instant.ofEpochMilli(time.now()),
                                action,
                                scope,
                                id,
                                present(note.reason()),
                                present(note.actor()),
                                trail.node(),
                                Optional.empty()));
            } finally {
                lock.unlock();
            }
        }
    }

    private static Optional<String> present(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private void append(Deque<Long> stream, AuditTrail trail, List<String> foundBy, AuditEntry entry) {
        last++;
        entries.put(last, new Recorded(entry, foundBy));
        stream.add(last);
        Instant oldest = entry.at().minus(trail.retention());
        while (stream.size() > trail.maxEntries()
                || Optional.ofNullable(entries.get(stream.element()))
                        .filter(first -> first.entry().at().isBefore(oldest))
                        .isPresent()) {
            entries.remove(stream.remove());
        }
    }

    @Override
    public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
        lock.lock();
        try {
            if (batches.getOrDefault(batch.instance(), 0L) >= batch.number()) {
                return completedFuture(false);
            }
            batches.put(batch.instance(), batch.number());
            rejected += batch.count();
            recorded += batch.recorded().size();
            Instant now = Instant.ofEpochMilli(time.now());
            for (RejectedRequest each : batch.recorded()) {
                append(
                        requests,
                        trail,
                        each.foundBy(),
                        new AuditEntry(
                                now,
                                Action.REJECTED,
                                Scope.TOKEN,
                                each.token(),
                                Optional.empty(),
                                Optional.empty(),
                                trail.node(),
                                present(each.request())));
            }
            return completedFuture(true);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public CompletionStage<Page> find(
            AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
        Instant oldest = Instant.ofEpochMilli(time.now()).minus(retention);
        lock.lock();
        try {
            List<AuditEntry> found = new ArrayList<>();
            long before = after.map(AuditPosition::number).orElse(Long.MAX_VALUE);
            for (Map.Entry<Long, Recorded> each :
                    entries.headMap(before, false).descendingMap().entrySet()) {
                if (found.size() == limit) {
                    return completedFuture(new Page(found, Optional.of(new AuditPosition(0, before, 1))));
                }
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
            return completedFuture(new AuditCounts(rejected, recorded));
        } finally {
            lock.unlock();
        }
    }

    void clear() {
        lock.lock();
        try {
            entries.clear();
            changes.clear();
            requests.clear();
            batches.clear();
            rejected = 0;
            recorded = 0;
        } finally {
            lock.unlock();
        }
    }
}
