package io.boosterbeacon.redis.internal.config;

/**
 * A tier of callers with its limit in one policy. Either the role or the claim is set.
 *
 * @param role the role that the callers have; empty if they have a claim
 * @param claim the claim that the callers have; empty if they have a role
 * @param claimValue the value of the claim, or one of its values; empty for any
 * @param limit replaces the policy's own
 */
public record PolicyTier(String name, String role, String claim, String claimValue, long limit) {
    /** How messages name a tier with its limit. */
    @Override
    public String toString() {
        return name + "=" + limit;
    }
}
