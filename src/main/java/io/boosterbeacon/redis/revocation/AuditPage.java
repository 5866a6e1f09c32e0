package io.boosterbeacon.redis.revocation;

import java.util.List;
import java.util.Optional;

/**
 * A page of the audit.
 *
 * @param entries the entries, newest first; unmodifiable; may be fewer than the limit, also if there is a next page
 * @param next pass it to {@link AuditQuery#after} for the next page; empty if this is the last one
 */
public record AuditPage(List<AuditEntry> entries, Optional<String> next) {}
