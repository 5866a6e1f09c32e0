package io.boosterbeacon.redis.bench;

import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Looks at the Redis that all contenders share. */
final class ServerProbe implements AutoCloseable {
    private static final Pattern CPU = Pattern.compile("used_cpu_(?:user|sys)_main_thread:([\\d.]+)");
    private static final Pattern COMMAND =
            Pattern.compile("cmdstat_(\\S+):calls=(\\d+),usec=(\\d+),usec_per_call=([\\d.]+)");

    private final String url;
    private final RedisClient client;
    private final RedisCommands<String, String> commands;

    ServerProbe(String url) {
        this.url = url;
        client = RedisClient.create(url);
        commands = client.connect().sync();
    }

    String url() {
        return url;
    }

    /** Forgets all keys and scripts, so that each contender begins alike. */
    void clear() {
        commands.flushall();
        commands.scriptFlush();
    }

    void resetCommandStats() {
        commands.configResetstat();
    }

    /** What the thread that runs commands has used, in microseconds since the server's start; more than the commands alone. */
    double cpuMicros() {
        Matcher matcher = CPU.matcher(commands.info("cpu"));
        double seconds = 0;
        while (matcher.find()) {
            seconds += Double.parseDouble(matcher.group(1));
        }
        return seconds * 1_000_000;
    }

    /**
     * Which commands the calls were, how many of each, and what each took. Commands of a script are told, too, and are part of its time.
     *
     * @param calls how many there were since {@link #resetCommandStats}; what is rarer than one in twenty belongs to none
     */
    String commandsOf(int calls) {
        Map<String, String> found = new TreeMap<>();
        Matcher matcher = COMMAND.matcher(commands.info("commandstats"));
        while (matcher.find()) {
            double share = Double.parseDouble(matcher.group(2)) / calls;
            if (share >= 0.05) {
                found.put(
                        matcher.group(1),
                        String.format(Locale.ROOT, "%s %.1f × %s µs", matcher.group(1), share, matcher.group(4)));
            }
        }
        return found.values().stream().collect(Collectors.joining(", "));
    }

    /** What all keys together take. */
    long bytes() {
        long sum = 0;
        ScanIterator<String> keys = ScanIterator.scan(commands);
        while (keys.hasNext()) {
            Long bytes = commands.memoryUsage(keys.next());
            sum += bytes == null ? 0 : bytes;
        }
        return sum;
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
