package io.boosterbeacon.redis.bench;

import java.time.Duration;

/**
 * A limit whose decisions are measured.
 *
 * @param permits of each subject in each window
 * @param admits whether the measured calls are admitted; otherwise they are denied
 * @param keys the number of keys that the calls are about
 */
record MeasuredLimit(long permits, Duration window, boolean admits, int keys) {
    /** So high that no call is denied. */
    static final MeasuredLimit HIGH = new MeasuredLimit(1_000_000, Duration.ofSeconds(10), true, Contender.SUBJECTS);

    /** Used up before the first measured call. */
    static final MeasuredLimit USED_UP = new MeasuredLimit(1, Duration.ofHours(1), false, Contender.SUBJECTS);

    /** All calls are about one key. */
    static final MeasuredLimit ONE_KEY = new MeasuredLimit(1_000_000_000, Duration.ofSeconds(10), true, 1);

    /** The number of the key for a call. */
    int key(int subject) {
        return subject % keys;
    }

    /** Takes a permit of a subject. Returns whether it was admitted. */
    interface Limiter {
        boolean tryAcquire(int subject) throws Exception;
    }

    /** Uses up the permits of all subjects if the measured calls are to be denied. */
    void prepare(Limiter limiter) throws Exception {
        for (int subject = 0; !admits && subject < Contender.SUBJECTS; subject++) {
            Contender.require(limiter.tryAcquire(subject), "allowed");
        }
    }

    /** Fails the run if a call has another outcome than the one that is to be measured. */
    boolean require(boolean admitted) {
        Contender.require(admitted == admits, admits ? "allowed" : "denied");
        return admitted;
    }
}
