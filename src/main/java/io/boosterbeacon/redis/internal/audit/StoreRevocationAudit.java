package io.boosterbeacon.redis.internal.audit;

import io.boosterbeacon.redis.internal.store.Answers;
import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.AuditFilter;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.Page;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditPage;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** Reads the audit through a {@link RevocationAuditStore}. */
public final class StoreRevocationAudit implements RevocationAudit {
    /** After this many round trips a page ends, even if it has too few entries. */
    private static final int MAX_TRIPS = 100;

    private final RevocationAuditStore store;
    private final Duration retention;
    private final Hashes hashes;
    private final AuditLines lines;

    /**
     * Hashes what queries ask for.
     *
     * @param targets the hashes by which entries about a target are found
     * @param actors the hash of an actor
     */
    public record Hashes(Function<RevocationTarget, Set<String>> targets, UnaryOperator<String> actors) {}

    /** @param retention older entries are not found */
    public StoreRevocationAudit(RevocationAuditStore store, Duration retention, Hashes hashes, AuditLines lines) {
        this.store = store;
        this.retention = retention;
        this.hashes = hashes;
        this.lines = lines;
    }

    @Override
    public AuditPage find(AuditQuery query) {
        AuditFilter filter = filter(query);
        Optional<AuditPosition> position = query.after().map(AuditPosition::of);
        List<AuditEntry> found = new ArrayList<>();
        // a call examines a limited number of entries, so that it does not hold up the store
        for (int trips = 1; ; trips++) {
            Page page = Answers.await(store.find(filter, position, query.limit() - found.size(), retention));
            found.addAll(page.entries());
            position = page.next();
            if (position.isEmpty() || found.size() >= query.limit() || trips == MAX_TRIPS) {
                return new AuditPage(List.copyOf(found), position.map(AuditPosition::text));
            }
        }
    }

    private AuditFilter filter(AuditQuery query) {
        return new AuditFilter(
                query.about().map(hashes.targets()).orElse(Set.of()),
                query.scope(),
                query.action(),
                query.actor().map(hashes.actors()),
                query.from(),
                query.until());
    }

    @Override
    public AuditCounts counts() {
        return Answers.await(store.counts());
    }

    @Override
    public long export(AuditQuery query, Appendable out) throws IOException {
        AuditFilter filter = filter(query);
        Optional<AuditPosition> position = query.after().map(AuditPosition::of);
        long written = 0;
        do {
            Page page = Answers.await(store.find(filter, position, RevocationAuditStore.MAX_EXAMINED, retention));
            for (AuditEntry entry : page.entries()) {
                out.append(lines.of(entry)).append('\n');
                written++;
            }
            position = page.next();
        } while (position.isPresent());
        return written;
    }
}
