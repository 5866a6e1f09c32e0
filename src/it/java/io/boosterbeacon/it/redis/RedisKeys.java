package io.boosterbeacon.it.redis;

import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks into a Redis without the library. */
public final class RedisKeys {
    private static final Pattern EVALUATIONS = Pattern.compile("cmdstat_evalsha:calls=(\\d+)");

    private RedisKeys() {}

    /** Deletes everything. */
    public static void forget(String url) {
        ask(url, "FLUSHALL");
    }

    /** Every key with its remaining lifetime; -1 is a key that does not expire. */
    public static Map<String, Long> remainingMillis(String url) {
        try (RedisClient client = RedisClient.create(url);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            Map<String, Long> remaining = new HashMap<>();
            ScanIterator.scan(redis).forEachRemaining(key -> remaining.put(key, redis.pttl(key)));
            // expired between the two commands
            remaining.values().removeIf(millis -> millis == -2);
            return remaining;
        }
    }

    /** How many scripts the server has run. */
    public static long evaluations(String url) {
        Matcher calls = EVALUATIONS.matcher(ask(url, "INFO commandstats"));
        return calls.find() ? Long.parseLong(calls.group(1)) : 0;
    }

    /** The reply to a command as it is sent. A client would take longer to start than the command. */
    private static String ask(String url, String command) {
        URI server = URI.create(url);
        try (Socket socket = new Socket(server.getHost(), server.getPort())) {
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All that is stored under keys with a prefix, as texts; values of caches begin with some bytes that are no text. */
    public static List<String> texts(String url, String prefix) {
        try (RedisClient client = RedisClient.create(url);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            RedisCommands<String, String> redis = connection.sync();
            List<String> texts = new ArrayList<>();
            ScanIterator.scan(redis, ScanArgs.Builder.matches(prefix + "*")).forEachRemaining(key -> {
                switch (redis.type(key)) {
                    case "string" -> texts.add(redis.get(key));
                    case "hash" -> redis.hgetall(key).forEach((field, value) -> texts.add(field + " " + value));
                    case "zset" -> texts.addAll(redis.zrange(key, 0, -1));
                    case "stream" ->
                        redis.xrange(key, Range.unbounded())
                                .forEach(message -> texts.add(message.getBody().toString()));
                    // expired meanwhile
                    case "none" -> {}
                    default -> throw new IllegalStateException(key + " is a " + redis.type(key));
                }
            });
            return texts;
        }
    }
}
