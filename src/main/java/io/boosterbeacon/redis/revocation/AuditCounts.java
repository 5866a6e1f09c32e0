package io.boosterbeacon.redis.revocation;

/**
 * The number of rejected requests, and of calls of {@link TokenRevocationChecker#requireAccepted} that have refused a
 * token, of all nodes. Each is counted once, about a second later. A node that is killed loses those that it has not sent
 * yet, also those that the store could not take. The count begins anew if no request is rejected for {@code
 * beacon.revocation.audit.retention}, or if the store is emptied.
 *
 * @param rejected all rejected requests
 * @param recorded those of them that were recorded as entries; the others repeated a token within a second, or exceeded
 *     {@code beacon.revocation.audit.rejections-per-second}
 */
public record AuditCounts(long rejected, long recorded) {}
