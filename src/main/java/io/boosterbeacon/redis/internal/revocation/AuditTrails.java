package io.boosterbeacon.redis.internal.revocation;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.AuditSettings;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Says by which hashes the audit's entries are found: all ids of a token, and the names of its user. A user is named by a
 * claim and its value, without the issuer: who looks for a user knows the name. Thread-safe.
 */
public final class AuditTrails {
    private final AuditTrail trail;
    private final UserIdentity users;
    private final MarkRequests marks;
    private final GroupRequests groups;

    public AuditTrails(RevocationRules rules, Json json) {
        AuditSettings audit = rules.settings().audit();
        this.trail = audit.enabled()
                ? new AuditTrail(audit.node(), List.of(), audit.maxEntries(), audit.retention())
                : AuditTrail.NONE;
        this.users = rules.groups().users();
        this.marks = new MarkRequests(rules, new UnverifiedClaims(json), () -> 0);
        this.groups = new GroupRequests(rules, marks);
    }

    /** Adds the trail of a target to a note. What an unverified token claims is not used. */
    RevocationNote audited(RevocationTarget target, RevocationNote note) {
        return trail.isKept() ? note.with(trail.foundBy(foundBy(target))) : note;
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
