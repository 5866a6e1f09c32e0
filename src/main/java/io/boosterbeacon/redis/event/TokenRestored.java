package io.boosterbeacon.redis.event;

import io.boosterbeacon.redis.revocation.Restoration;

/**
 * A revocation was undone by this node.
 *
 * @param restoration the receipt, with the hash of what was restored
 */
public record TokenRestored(Restoration restoration) {}
