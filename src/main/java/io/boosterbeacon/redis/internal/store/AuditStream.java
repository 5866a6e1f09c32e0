package io.boosterbeacon.redis.internal.store;

import java.util.Locale;

/**
 * The parts of the audit, by who can cause an entry. Each part has a maximum number of entries of its own, so that the
 * oldest entries are only pushed out by others of the same part.
 */
public enum AuditStream {
    /** Restorations, and what an operator or the application has revoked by an id or a name. */
    CHANGES,
    /**
     * Revocations by a verified token, of it, its session or its user, and of sessions by a refresh token: whoever can log
     * in can cause any number.
     */
    LOGOUTS,
    /** Revocations of unverified tokens: anybody can cause them. */
    TEXTS,
    /** Rejected requests: whoever has a revoked token can cause any number. */
    REJECTIONS;

    /** The name in lower case, as in keys. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
