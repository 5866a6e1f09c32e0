package io.boosterbeacon.redis.bench;

import io.lettuce.core.codec.StringCodec;
import java.util.Arrays;
import java.util.List;

/** Reads the keys of one of our checks in one command. */
final class RawCheck {
    private RawCheck() {}

    static Contender mget(String redis) throws Exception {
        String[][] keys = keysOfOurs(redis);
        RawLettuce<String> raw = new RawLettuce<>(redis, StringCodec.UTF8);
        return new Contender() {
            @Override
            public Object call(int subject) throws Exception {
                return raw.commands().mget(keys[subject]).get();
            }

            @Override
            public void close() {
                raw.close();
            }
        };
    }

    static Contender exists(String redis) throws Exception {
        String[][] keys = keysOfOurs(redis);
        RawLettuce<String> raw = new RawLettuce<>(redis, StringCodec.UTF8);
        return new Contender() {
            @Override
            public Object call(int subject) throws Exception {
                return raw.commands().exists(keys[subject]).get();
            }

            @Override
            public void close() {
                raw.close();
            }
        };
    }

    /**
     * The keys as Redis has seen them in our check, by its slow log, which is set to log every command. So they stay
     * right when our check changes.
     */
    private static String[][] keysOfOurs(String redis) throws Exception {
        try (RawLettuce<String> raw = new RawLettuce<>(redis, StringCodec.UTF8);
                BeaconCheck ours = new BeaconCheck(redis)) {
            String[][] keys = new String[Contender.SUBJECTS][];
            for (int subject = 0; subject < Contender.SUBJECTS; subject++) {
                ours.call(subject); // the first check asks for more, which is left out
                raw.commands().configSet("slowlog-log-slower-than", "0").get();
                raw.commands().slowlogReset().get();
                ours.call(subject);
                keys[subject] = lastMget(raw.commands().slowlogGet().get());
                raw.commands().configSet("slowlog-log-slower-than", "-1").get();
            }
            return keys;
        }
    }

    private static String[] lastMget(List<Object> log) {
        return log.stream()
                .map(entry -> ((List<?>) ((List<?>) entry).get(3))
                        .stream().map(String::valueOf).toArray(String[]::new))
                .filter(command -> command[0].equalsIgnoreCase("MGET"))
                .findFirst()
                .map(command -> Arrays.copyOfRange(command, 1, command.length))
                .orElseThrow(() -> new IllegalStateException("no MGET in " + log));
    }
}
