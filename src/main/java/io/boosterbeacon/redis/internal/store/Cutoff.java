package io.boosterbeacon.redis.internal.store;

import java.util.Collection;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The time up to which the tokens of a group are refused, in milliseconds since the epoch.
 *
 * @param millis the cutoff of all tokens that are not exempt. {@link Long#MAX_VALUE} stands for an entry that another
 *     client has written, and refuses all tokens
 * @param exempt the ids of the session that stays valid
 * @param exemptMillis the cutoff of tokens with an exempt id, set by an earlier revocation; 0 if there was none
 */
public record Cutoff(long millis, Set<String> exempt, long exemptMillis) {
    public Cutoff {
        exempt = Set.copyOf(exempt);
    }

    /** A cutoff for all tokens. */
    public static Cutoff of(long millis) {
        return new Cutoff(millis, Set.of(), 0);
    }

    /** The cutoff of a token with these ids; empty if no cutoff applies. */
    public OptionalLong millisOf(Collection<String> ids) {
        long applies = appliesTo(ids);
        return applies == 0 ? OptionalLong.empty() : OptionalLong.of(applies);
    }

    /** Whether the latest of the cutoffs that apply to a token refuses it. */
    public static boolean refuse(Collection<Cutoff> cutoffs, TokenQuery token) {
        long latest = 0;
        for (Cutoff cutoff : cutoffs) {
            latest = Math.max(latest, cutoff.exempt.isEmpty() ? cutoff.millis : cutoff.appliesTo(token.marks()));
        }
        return latest != 0 && token.isRefusedBy(latest);
    }

    private long appliesTo(Collection<String> ids) {
        return Collections.disjoint(exempt, ids) ? millis : exemptMillis;
    }

    /**
     * Combines two cutoffs. The result refuses what either of them refuses: an exemption never makes a token valid
     * again that the other cutoff has refused.
     */
    public Cutoff and(Cutoff earlier) {
        if (earlier.millis > millis) {
            return earlier.and(this);
        }
        if (exempt.isEmpty()) {
            return this;
        }
        long both = Math.max(exemptMillis, earlier.millisOf(exempt).orElse(0));
        return both < millis ? new Cutoff(millis, exempt, both) : of(millis);
    }
}
