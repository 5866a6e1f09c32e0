package io.boosterbeacon.redis.internal.store;

import java.util.Locale;

/**
 * The parts of the audit, by who can cause an entry. Each part has a maximum number of entries of its own, so that nobody
 * can push out the entries of another part.
 */
public enum AuditStream {
    /** Restorations, and cutoffs that an operator or the application has set. */
    CHANGES,
    /** Revocations of tokens and sessions, and of users by a token of theirs: whoever can log in can cause any number. */
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
