package io.boosterbeacon.redis.internal.store;

import io.boosterbeacon.redis.revocation.AuditCounts;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditEntry.Action;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * Reads the audit of revocations, and appends rejected requests to it. Revocations and restorations are appended by
 * {@link RevocationStore} in the same step that makes them. All times are of the store's clock. Stages fail with
 * {@link StoreException}.
 *
 * <p>Each {@link AuditStream} has a maximum number of entries of its own. The repeated revocation of an unverified token is
 * not appended.
 */
public interface RevocationAuditStore {
    /** The most entries that one call examines. */
    int MAX_EXAMINED = 1_000;

    /**
     * Finds entries, newest first. One round trip, which examines at most {@link #MAX_EXAMINED} entries: a page may have
     * fewer entries than the limit, or none, although there are more.
     *
     * @param after the position of an earlier page; empty for the newest entries
     * @param limit at most {@link #MAX_EXAMINED}
     * @param retention entries that are older are not found
     */
    CompletionStage<Page> find(AuditFilter filter, Optional<AuditPosition> after, int limit, Duration retention);

    /**
     * Counts rejected requests, and appends some of them. If the stage fails, the batch may be sent again: within a day
     * it is counted once, and its entries are appended once. One round trip.
     *
     * @param trail how they are audited; its hashes are not used
     * @return false if the batch was counted before
     */
    CompletionStage<Boolean> reject(RejectedRequests batch, AuditTrail trail);

    /**
     * Removes entries that are older than a time, a limited number of each stream. One round trip.
     *
     * @return whether there may be more
     */
    CompletionStage<Boolean> prune(Duration retention);

    /** The number of rejected requests. It begins anew if none is rejected for as long as entries are kept. */
    CompletionStage<AuditCounts> counts();

    /**
     * Some entries.
     *
     * @param next the position of the last examined entry; empty if there are no more
     */
    record Page(List<AuditEntry> entries, Optional<AuditPosition> next) {
        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * Which entries are found.
     *
     * @param about hashes; an entry must be found by one of them. Empty for all entries
     * @param actor the hash of the actor
     * @param from the earliest time, rounded up to a millisecond: so are the times of entries
     * @param until the time before which the entries are, rounded up as well
     */
    record AuditFilter(
            Set<String> about,
            Optional<Scope> scope,
            Optional<Action> action,
            Optional<String> actor,
            Optional<Instant> from,
            Optional<Instant> until) {
        private static final Instant LAST = Instant.MAX.minusMillis(1);

        /** All entries. */
        public static final AuditFilter ALL = new AuditFilter(
                Set.of(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public AuditFilter {
            about = Set.copyOf(about);
            from = from.map(AuditFilter::roundedUp);
            until = until.map(AuditFilter::roundedUp);
        }

        private static Instant roundedUp(Instant moment) {
            Instant rounded = moment.truncatedTo(ChronoUnit.MILLIS);
            return rounded.equals(moment) || moment.isAfter(LAST) ? moment : rounded.plusMillis(1);
        }
    }

    /**
     * Rejected requests of a node.
     *
     * @param instance the node, with another value after each start
     * @param number of the batch; higher than that of the node's batches before
     * @param count the number of rejected requests
     * @param recorded those that are appended
     */
    record RejectedRequests(String instance, long number, long count, List<RejectedRequest> recorded) {
        public RejectedRequests {
            recorded = List.copyOf(recorded);
        }
    }

    /**
     * A request that was rejected because its token is revoked.
     *
     * @param token the hash of the token
     * @param foundBy further hashes by which it is found
     * @param request the HTTP method and the template of the path
     */
    record RejectedRequest(String token, List<String> foundBy, String request) {
        public RejectedRequest {
            foundBy = List.copyOf(foundBy);
        }
    }
}
