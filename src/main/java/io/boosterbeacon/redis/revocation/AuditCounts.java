package io.boosterbeacon.redis.revocation;

/**
 * The number of rejected requests of all nodes. Each request is counted once, about a second after it was rejected. The
 * count begins anew if no request is rejected for {@code beacon.revocation.audit.retention}, or if the store is emptied.
 *
 * @param rejected all rejected requests
 * @param recorded those of them that were recorded as entries; the others exceeded
 *     {@code beacon.revocation.audit.rejections-per-second}
 */
public record AuditCounts(long rejected, long recorded) {}
