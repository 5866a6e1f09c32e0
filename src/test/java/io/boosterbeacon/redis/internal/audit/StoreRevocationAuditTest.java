package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.store.AuditPosition;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore;
import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditPage;
import io.boosterbeacon.redis.revocation.AuditQuery;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How a query is answered by an audit that is very long. */
class StoreRevocationAuditTest {
    private final AtomicInteger trips = new AtomicInteger();

    /** Has entries without end, none of which is wanted. */
    private final class Endless implements RevocationAuditStore {
        @Override
        public CompletionStage<Page> find(
                AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention) {
            long next = 1_000_000L - trips.incrementAndGet();
            return CompletableFuture.completedFuture(new Page(List.of(), Optional.of(new AuditPosition(next, 0, 1))));
        }

        @Override
        public CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<Boolean> prune(Duration retention) {
            throw new UnsupportedOperationException();
        }

        @Override
        public CompletionStage<AuditCounts> counts() {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void page_ofRareEntries_endsAfterALimitedNumberOfRoundTrips() {
        StoreRevocationAudit audit = new StoreRevocationAudit(
                new Endless(),
                Duration.ofDays(1),
                new StoreRevocationAudit.Hashes(target -> Set.of("hash"), actor -> "hash"),
                new AuditLines(new Json()));

        AuditPage page = audit.find(AuditQuery.all().user("ada"));

        assertThat(trips).hasValue(100);
        assertThat(page.entries()).isEmpty();
        assertThat(page.next()).contains("999900-0-1");
    }
}
