package io.boosterbeacon.redis.revocation;

import io.boosterbeacon.redis.revocation.Revocation.Scope;
import java.time.Instant;
import java.util.Optional;

/**
 * The receipt of a call that undoes a revocation.
 *
 * @param scope what was restored
 * @param id the hash of what was restored, as in the receipt of its revocation
 * @param restored false if the store held no revocation of it: then only nodes that remember a lost one have changed,
 *     because they forget it; in a dry run, whether the call would have restored something
 * @param at the moment of the call, by the store's clock
 * @param reason the reason that the caller gave; empty if it gave none
 * @param actor the hash of who has restored; empty if the caller did not say
 */
public record Restoration(
        Scope scope, String id, boolean restored, Instant at, Optional<String> reason, Optional<String> actor) {}
