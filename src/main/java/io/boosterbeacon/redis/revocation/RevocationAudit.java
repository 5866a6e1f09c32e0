package io.boosterbeacon.redis.revocation;

import java.io.IOException;

/**
 * The audit of revocations: who has revoked and restored what and why, and which requests were refused. A CDI bean.
 * Thread-safe. All nodes with the same store and {@code redis.key.prefix} have one audit.
 *
 * <p>A revocation or a restoration is recorded in the step that makes it, so that neither exists without the other. A
 * restoration of what the store has lost is not recorded. If
 * the store refuses to record it, the revocation is in force all the same, and the log and readiness say so. Rejected
 * requests are recorded later and never delay a response; only some of them are recorded if there are many, and
 * {@link #counts} has the number of all.
 *
 * <p>Entries are not found after {@code beacon.revocation.audit.retention}, and are removed within about a minute; if no
 * node runs, at the latest after twice that time. The oldest ones are removed earlier if there are more than
 * {@code beacon.revocation.audit.max-entries} of a kind: what is restored, or revoked by an id or a name; what is
 * revoked by a verified token (the token, its session, its user); unverified tokens; rejected requests. So a flood of one
 * kind pushes out no entries of another. Of the
 * revocations of unverified tokens, which anybody can cause, only some are recorded, and none that is repeated.
 *
 * <pre>{@code
 * AuditPage page = audit.find(AuditQuery.all().user("ada").limit(20));
 * }</pre>
 */
public interface RevocationAudit {
    /**
     * Finds entries, newest first. To find those of a user, the store examines all entries of the asked time, a thousand
     * in each round trip: this is for people who look something up, not for requests. After a hundred round trips the page
     * ends, even if it has fewer entries than the limit, or none.
     *
     * @param query which entries
     * @return one page
     * @throws IllegalArgumentException if a value of the query is not accepted, or if its cursor is not that of an
     *     earlier page
     * @throws io.boosterbeacon.redis.RedisException if the store does not answer
     */
    AuditPage find(AuditQuery query);

    /**
     * Returns the number of rejected requests. One round trip.
     *
     * @return the numbers of all nodes
     * @throws io.boosterbeacon.redis.RedisException if the store does not answer
     */
    AuditCounts counts();

    /**
     * Writes entries as JSON lines, newest first: one object for each entry, with the names of {@link AuditEntry}, and a
     * line feed after each. What is absent in an entry is left out. Entries that are recorded meanwhile are not written.
     * One round trip for each 1,000 entries of the audit.
     *
     * @param query which entries; its limit is ignored
     * @param out receives the text, and is neither flushed nor closed
     * @return the number of entries
     * @throws IOException if {@code out} fails
     * @throws IllegalArgumentException as {@link #find} does
     * @throws io.boosterbeacon.redis.RedisException if the store does not answer; some entries may have been written
     */
    long export(AuditQuery query, Appendable out) throws IOException;
}
