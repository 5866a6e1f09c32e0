package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.AuditStream;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Says by which hashes the audit's entries are found: all ids of a token, and the names of its user. A user is named by a
 * claim and its value, without the issuer: who looks for a user knows the name. Thread-safe.
 */
public final class AuditTrails {
    private final AuditTrail trail;
    private final UserIdentity users;
    private final MarkRequests marks;
    private final GroupRequests groups;
    /** Anybody can revoke any number of unverified tokens, and must not fill the audit and the log with them. */
    private final UnverifiedRate texts;

    /** @param nanos a clock like {@link System#nanoTime} */
    public AuditTrails(RevocationRules rules, Json json, LongSupplier nanos) {
        AuditSettings audit = rules.settings().audit();
        this.trail = audit.enabled()
                ? new AuditTrail(audit.node(), List.of(), audit.maxEntries(), audit.retention())
                : AuditTrail.NONE;
        this.users = rules.groups().users();
        this.marks = new MarkRequests(rules, new UnverifiedClaims(json), nanos);
        this.groups = new GroupRequests(rules, marks);
        this.texts = new UnverifiedRate(audit.rejectionsPerSecond(), audit.rejectionsPerSecond(), nanos);
    }

    /**
     * Adds its trail to the note of a revocation. What an unverified token claims is not used, and of many unverified
     * tokens only some get a trail.
     */
    RevocationNote ofRevocation(RevocationTarget target, RevocationNote note) {
        if (!trail.isKept() || note.dryRun()) {
            return note;
        }
        AuditStream stream = stream(target);
        return stream == AuditStream.TEXTS && !texts.admits()
                ? note
                : note.with(trail.in(stream).foundBy(foundBy(target)));
    }

    private AuditStream stream(RevocationTarget target) {
        if (target instanceof RevocationTarget.Text) {
            return AuditStream.TEXTS;
        }
        // users can log in and out any number of times
        return target instanceof RevocationTarget.Verified
                        || target instanceof RevocationTarget.SessionOf
                        || target instanceof RevocationTarget.UserOf
                ? AuditStream.LOGOUTS
                : AuditStream.CHANGES;
    }

    /**
     * Adds its trail to the note of the revocation of a session together with its refresh tokens. The store adds by what
     * the entry is found.
     *
     * @param isPresented whether one of the tokens was presented, as users can do any number of times; false if the
     *     application has named their family
     */
    RevocationNote ofFamily(boolean isPresented, RevocationNote note) {
        return trail.isKept() && !note.dryRun()
                ? note.with(trail.in(isPresented ? AuditStream.LOGOUTS : AuditStream.CHANGES))
                : note;
    }

    /** Adds its trail to the note of a restoration. */
    RevocationNote ofRestoration(RevocationTarget target, RevocationNote note) {
        return trail.isKept() && !note.dryRun() ? note.with(trail.foundBy(foundBy(target))) : note;
    }

    /**
     * Receives what has become of the revocation of a token.
     *
     * @param fresh whether it was stored, and was not stored before
     */
    void answered(TokenRevocation token, boolean fresh) {
        if (token.note().isAudited() && !token.isRecorded(fresh)) {
            texts.giveBack();
        }
    }

    private List<String> foundBy(RevocationTarget target) {
        if (target instanceof RevocationTarget.Verified token) {
            return marks.facts(token.verified()).foundBy(token.verified(), users);
        }
        if (target instanceof RevocationTarget.SessionOf session) {
            return users.names(session.verified());
        }
        if (target instanceof RevocationTarget.UserOf user) {
            return users.names(user.verified());
        }
        if (target instanceof RevocationTarget.UserName user) {
            return users.names(user.userId());
        }
        return List.of();
    }

    /** The hashes by which entries about a target are found. */
    public Set<String> of(RevocationTarget target) {
        if (marks.scope(target).isPresent()) {
            return Set.copyOf(marks.ids(target));
        }
        Set<String> hashes = new LinkedHashSet<>(foundBy(target));
        hashes.add(
                target instanceof RevocationTarget.UserName user
                        ? TokenIdentity.ofUser(Arguments.id("userId", user.userId()))
                        : groups.group(target).id());
        return hashes;
    }

    /** The hash of an actor. */
    public String ofActor(String actor) {
        return TokenIdentity.ofActor(Arguments.id("actor", actor));
    }
}
