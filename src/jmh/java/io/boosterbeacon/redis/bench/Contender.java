package io.boosterbeacon.redis.bench;

/** One way to do what its group measures, on one Redis. Many threads call it at once. */
interface Contender extends AutoCloseable {
    /** How many keys, users or tokens the calls are about. */
    int SUBJECTS = 1_024;

    /**
     * Does it once.
     *
     * @param subject whom it is about, from 0 to {@link #SUBJECTS} - 1
     * @return what was found, so that the JVM must compute it
     * @throws IllegalStateException if another outcome than the measured one came about
     */
    Object call(int subject) throws Exception;

    @Override
    void close();

    /** Fails a run whose calls take another path than the one it is to measure. */
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
