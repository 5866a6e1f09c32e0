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
 * @param restoredMillis when the group was last restored before this cutoff was set, by the store's clock; 0 if it was
 *     not, or if nobody can remember an earlier cutoff any more. It grows with each restoration, and orders what is
 *     known of the group: a cutoff from after a restoration replaces one from before it, and may refuse less
 */
public record Cutoff(long millis, Set<String> exempt, long exemptMillis, long restoredMillis) {
    public Cutoff {
        exempt = Set.copyOf(exempt);
    }

    /** A cutoff of a group that was never restored. */
    public Cutoff(long millis, Set<String> exempt, long exemptMillis) {
        this(millis, exempt, exemptMillis, 0);
    }

    /** A cutoff for all tokens. */
    public static Cutoff of(long millis) {
        return new Cutoff(millis, Set.of(), 0);
    }

    /** The same cutoff, set after a restoration at that time. */
    public Cutoff afterRestoration(long atMillis) {
        return restoredMillis == atMillis ? this : new Cutoff(millis, exempt, exemptMillis, atMillis);
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
     * again that the other cutoff has refused. It counts as set before the restorations that one of them does not know.
     */
    public Cutoff and(Cutoff earlier) {
        if (earlier.millis > millis) {
            return earlier.and(this);
        }
        long restored = Math.min(restoredMillis, earlier.restoredMillis);
        if (exempt.isEmpty()) {
            return afterRestoration(restored);
        }
        long both = Math.max(exemptMillis, earlier.millisOf(exempt).orElse(0));
        return both < millis ? new Cutoff(millis, exempt, both, restored) : new Cutoff(millis, Set.of(), 0, restored);
    }

    /** Whether this refuses all that another cutoff of the group refuses. */
    public boolean covers(Cutoff other) {
        return and(other).afterRestoration(restoredMillis).equals(this);
    }

    /**
     * What is known of a group after the store has told of a cutoff. Answers may arrive out of order: one from before a
     * restoration is not believed for longer than until the next one.
     *
     * @param found the cutoff that the store has told of
     */
    public Cutoff updatedBy(Cutoff found) {
        if (found.restoredMillis > restoredMillis) {
            return found;
        }
        return covers(found) ? this : and(found);
    }
}
