package io.boosterbeacon.redis.bench;

/** One way to do the work of its group, on one Redis. Thread-safe. */
interface Contender extends AutoCloseable {
    /** How many keys, users or tokens the calls are about. */
    int SUBJECTS = 1_024;

    /**
     * Does the work once.
     *
     * @param subject the number of a key, user or token, from 0 to {@link #SUBJECTS} - 1
     * @return the result, so that the JVM cannot leave the work out
     * @throws IllegalStateException if the outcome is not the one to be measured
     */
    Object call(int subject) throws Exception;

    @Override
    void close();

    /** Fails the run if a call does not take the path that is to be measured. */
    static void require(boolean expected, String outcome) {
        if (!expected) {
            throw new IllegalStateException("this run measures calls with another outcome than: " + outcome);
        }
    }

    /** The keys of all subjects, so that no measured call has to build one. */
    static String[] keys(String prefix) {
        String[] keys = new String[SUBJECTS];
        for (int subject = 0; subject < SUBJECTS; subject++) {
            keys[subject] = prefix + subject;
        }
        return keys;
    }
}
