package io.boosterbeacon.redis.internal.store.embedded;

/** Division of whole numbers. */
final class Ratio {
    private Ratio() {}

    /** Divides and rounds up; for numbers that are not negative. */
    static long up(long dividend, long divisor) {
        return dividend / divisor + (dividend % divisor == 0 ? 0 : 1);
    }
}
