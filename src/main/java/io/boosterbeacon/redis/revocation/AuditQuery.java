package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which entries of the audit are found: those that fulfil all conditions. Immutable; each method returns a new object.
 *
 * @see RevocationAudit
 */
public final class AuditQuery {
    /** The number of entries of a page if {@link #limit(int)} says nothing else. */
    public static final int DEFAULT_LIMIT = 100;

    private static final int MAX_LIMIT = 1_000;
    private static final AuditQuery ALL =
            new AuditQuery(new Conditions(null, null, null, null), null, null, null, DEFAULT_LIMIT);

    /** What an entry says besides its time. */
    private record Conditions(
            @Nullable RevocationTarget about,
            @Nullable Scope scope,
            AuditEntry.@Nullable Action action,
            @Nullable String actor) {}

    private final Conditions conditions;
    private final @Nullable Instant from;
    private final @Nullable Instant until;
    private final @Nullable String after;
    private final int limit;

    private AuditQuery(
            Conditions conditions, @Nullable Instant from, @Nullable Instant until, @Nullable String after, int limit) {
        this.conditions = conditions;
        this.from = from;
        this.until = until;
        this.after = after;
        this.limit = limit;
    }

    /**
     * Finds all entries.
     *
     * @return a query without conditions, with pages of {@link #DEFAULT_LIMIT} entries
     */
    public static AuditQuery all() {
        return ALL;
    }

    /**
     * Finds what concerns a user: the revocations of the user, those of the user's verified tokens and sessions, and the
     * rejected requests with the user's tokens.
     *
     * @param userId the name in any of {@code beacon.revocation.user-claims}, with any issuer
     * @return this query with the condition, which replaces that of {@link #about}
     */
    public AuditQuery user(String userId) {
        return about(RevocationTarget.userNamed(userId));
    }

    /**
     * Finds what concerns a target, for instance {@code RevocationTarget.user("sub", id)} or
     * {@code RevocationTarget.client(id)}. For a token and a session, only what names them: not a cutoff of their user.
     *
     * @param target what was revoked, restored or rejected
     * @return this query with the condition, which replaces that of {@link #user}
     */
    public AuditQuery about(RevocationTarget target) {
        Objects.requireNonNull(target, "target");
        return with(new Conditions(target, conditions.scope, conditions.action, conditions.actor));
    }

    /**
     * Finds what was revoked, restored or rejected in a scope.
     *
     * @param scope the scope
     * @return this query with the condition
     */
    public AuditQuery scope(Scope scope) {
        Objects.requireNonNull(scope, "scope");
        return with(new Conditions(conditions.about, scope, conditions.action, conditions.actor));
    }

    /**
     * Finds what has happened in one way.
     *
     * @param action what has happened
     * @return this query with the condition
     */
    public AuditQuery action(AuditEntry.Action action) {
        Objects.requireNonNull(action, "action");
        return with(new Conditions(conditions.about, conditions.scope, action, conditions.actor));
    }

    /**
     * Finds what somebody has revoked or restored.
     *
     * @param who as in {@link RevokeOptions#actor(String)}
     * @return this query with the condition
     */
    public AuditQuery actor(String who) {
        Objects.requireNonNull(who, "who");
        return with(new Conditions(conditions.about, conditions.scope, conditions.action, who));
    }

    private AuditQuery with(Conditions changed) {
        return new AuditQuery(changed, from, until, after, limit);
    }

    /**
     * Finds what was recorded at a moment or later.
     *
     * @param moment by the store's clock, to the millisecond
     * @return this query with the condition
     */
    public AuditQuery from(Instant moment) {
        return new AuditQuery(conditions, Objects.requireNonNull(moment, "moment"), until, after, limit);
    }

    /**
     * Finds what was recorded before a moment.
     *
     * @param moment by the store's clock, to the millisecond
     * @return this query with the condition
     */
    public AuditQuery until(Instant moment) {
        return new AuditQuery(conditions, from, Objects.requireNonNull(moment, "moment"), after, limit);
    }

    /**
     * Continues after an earlier page of the same query. Entries that were recorded since are not found; entries that
     * were removed since are missing.
     *
     * @param cursor {@link AuditPage#next()}
     * @return this query for the next page
     */
    public AuditQuery after(String cursor) {
        return new AuditQuery(conditions, from, until, Objects.requireNonNull(cursor, "cursor"), limit);
    }

    /**
     * Sets the number of entries of a page.
     *
     * @param entries 1 to 1,000
     * @return this query with the limit
     * @throws IllegalArgumentException if the number is not accepted
     */
    public AuditQuery limit(int entries) {
        if (entries < 1 || entries > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is " + entries + "; accepted: 1 to " + MAX_LIMIT);
        }
        return new AuditQuery(conditions, from, until, after, entries);
    }

    /**
     * Returns what the entries concern.
     *
     * @return the target; empty for any
     */
    public Optional<RevocationTarget> about() {
        return Optional.ofNullable(conditions.about);
    }

    /**
     * Returns the scope of the entries.
     *
     * @return the scope; empty for any
     */
    public Optional<Scope> scope() {
        return Optional.ofNullable(conditions.scope);
    }

    /**
     * Returns what has happened.
     *
     * @return the action; empty for any
     */
    public Optional<AuditEntry.Action> action() {
        return Optional.ofNullable(conditions.action);
    }

    /**
     * Returns who has revoked or restored.
     *
     * @return the actor; empty for anybody
     */
    public Optional<String> actor() {
        return Optional.ofNullable(conditions.actor);
    }

    /**
     * Returns the earliest time.
     *
     * @return the moment; empty for any
     */
    public Optional<Instant> from() {
        return Optional.ofNullable(from);
    }

    /**
     * Returns the time before which the entries were recorded.
     *
     * @return the moment; empty for any
     */
    public Optional<Instant> until() {
        return Optional.ofNullable(until);
    }

    /**
     * Returns the cursor of an earlier page.
     *
     * @return the cursor; empty for the first page
     */
    public Optional<String> after() {
        return Optional.ofNullable(after);
    }

    /**
     * Returns the number of entries of a page.
     *
     * @return the maximum number
     */
    public int limit() {
        return limit;
    }
}
