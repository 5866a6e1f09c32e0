package io.boosterbeacon.redis.internal.store;

import java.util.Collection;
import java.util.Collections;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Up to when a user's tokens are refused, in milliseconds since the epoch.
 *
 * @param millis for all tokens but the exempt ones; {@link Long#MAX_VALUE} stands for an entry that somebody else has
 *     written, and refuses all of them
 * @param exempt ids of the session that was kept
 * @param exemptMillis up to when tokens with one of these ids are refused, by an earlier cutoff; 0 if there was none
 */
public record Cutoff(long millis, Set<String> exempt, long exemptMillis) {
    public Cutoff {
        exempt = Set.copyOf(exempt);
    }

    /** A cutoff for all tokens. */
    public static Cutoff of(long millis) {
        return new Cutoff(millis, Set.of(), 0);
    }

    /** The cutoff of a token with these ids; empty if none applies to it. */
    public OptionalLong millisOf(Collection<String> ids) {
        long applies = appliesTo(ids);
        return applies == 0 ? OptionalLong.empty() : OptionalLong.of(applies);
    }

    /** Whether the latest of these cutoffs that apply to a token refuses it. */
    public static boolean refuse(Collection<Cutoff> cutoffs, TokenQuery token) {
        long latest = 0;
        for (Cutoff cutoff : cutoffs) {
            latest = Math.max(latest, cutoff.exempt.isEmpty() ? cutoff.millis : cutoff.appliesTo(token.exemptIds()));
        }
        return latest != 0 && token.isRefusedBy(latest);
    }

    private long appliesTo(Collection<String> ids) {
        return Collections.disjoint(exempt, ids) ? millis : exemptMillis;
    }

    /** Refuses what this one or an earlier one refuses. An exemption never brings back what the other has refused. */
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
