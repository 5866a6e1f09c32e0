package io.boosterbeacon.redis.bench;

/** What the calls of a contender cost Redis: CPU time, commands and memory. */
final class ServerCosts {
    private static final int CALLS = 20 * Contender.SUBJECTS;

    private ServerCosts() {}

    /**
     * As the Markdown cells that follow a contender's name.
     *
     * @param cpuMicros of each call
     * @param commands of each call
     * @param bytes of each subject
     */
    record Costs(double cpuMicros, String commands, double bytes) {}

    static Costs of(Contenders contender, ServerProbe redis) throws Exception {
        redis.clear();
        String[] told = ChildJvm.run(ServerCosts.class, contender, redis.url());
        return new Costs(Double.parseDouble(told[0]), told[1], Double.parseDouble(told[2]));
    }

    public static void main(String[] arguments) throws Exception {
        Contenders contender = Contenders.valueOf(arguments[0]);
        try (ServerProbe redis = new ServerProbe(arguments[1])) {
            Contender opened = contender.open(redis.url());
            call(opened);
            redis.resetCommandStats();
            double before = redis.cpuMicros();
            call(opened);
            double used = redis.cpuMicros() - before;
            ChildJvm.answer(used / CALLS, redis.commandsOf(CALLS) + " ", (double) redis.bytes() / Contender.SUBJECTS);
        }
    }

    private static void call(Contender opened) throws Exception {
        for (int call = 0; call < CALLS; call++) {
            opened.call(call % Contender.SUBJECTS);
        }
    }
}
