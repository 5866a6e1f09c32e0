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

/** Reads the costs of Redis, which all contenders share. */
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

    /** Deletes all keys and scripts, so that all contenders begin alike. */
    void clear() {
        commands.flushall();
        commands.scriptFlush();
    }

    void resetCommandStats() {
        commands.configResetstat();
    }

    /** CPU time of the thread that runs commands, in microseconds since the start; it does more than commands. */
    double cpuMicros() {
        Matcher matcher = CPU.matcher(commands.info("cpu"));
        double seconds = 0;
        while (matcher.find()) {
            seconds += Double.parseDouble(matcher.group(1));
        }
        return seconds * 1_000_000;
    }

    /**
     * The commands of the calls: how many of each, and how long each took. Commands of a script are listed, too; their
     * time is part of the script's.
     *
     * @param calls how many there were since {@link #resetCommandStats}; commands rarer than one in twenty calls are
     *     left out
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

    /** The memory of all keys together. */
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
