package io.boosterbeacon.redis.internal.store;

/**
 * Identifies the data set of a revocation store, so that nodes notice when the store has lost revocations. A store that
 * was emptied or replaced has a different epoch.
 *
 * @param id created when the store is first used, and again when it has lost revocations
 * @param changes the number of revocations since then
 * @param lostAtMillis when the store has lost revocations, in milliseconds since the epoch; 0 if it has not
 */
public record Epoch(String id, long changes, long lostAtMillis) {}
