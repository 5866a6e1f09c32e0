package io.boosterbeacon.redis.internal.store;

/**
 * Which store it is that remembers revocations: one that was emptied, or replaced by another, is a different one.
 *
 * @param id made up when the store was first used, and anew when it turned out to have lost something
 * @param changes how many revocations it has taken since
 * @param lostAtMillis when it lost revocations, in milliseconds since the epoch; 0 if it has not
 */
public record Epoch(String id, long changes, long lostAtMillis) {}
