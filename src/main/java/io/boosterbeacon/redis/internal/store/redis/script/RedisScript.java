package io.boosterbeacon.redis.internal.store.redis.script;

import io.boosterbeacon.redis.internal.store.redis.connection.PendingCommand;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;

/**
 * A server-side script. It is called by its digest. A server that does not know the script (after a restart, a failover
 * or a flush) receives its text and keeps it. This takes one more round trip and is always safe, because an unknown
 * script has done nothing.
 */
public final class RedisScript {
    private static final String FOLDER = "/io/boosterbeacon/redis/";
    private static final String COMMON = "command.lua";
    private static final String SUFFIX = ".lua";
    private static final Queue<RedisScript> ALL = new ConcurrentLinkedQueue<>();

    /** The maximum number of calls that are sent together: a full request queue would refuse all of them. */
    private static final int PORTION = 512;

    /**
     * One call of the script.
     *
     * @param args strings, longs and byte arrays
     */
    public record Call(List<String> keys, List<Object> args) {}

    private final String name;
    private final byte[] text;
    private final byte[] digest;
    private final String byDigest;
    private final String byText;

    private RedisScript(String name, String text) {
        this.name = name;
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = sha1(this.text).getBytes(StandardCharsets.US_ASCII);
        this.byDigest = CommandType.EVALSHA + " of " + name;
        this.byText = CommandType.EVAL + " of " + name;
    }

    /**
     * Creates a script from several files; shared functions are in a separate file. The script has the name of the last
     * file.
     */
    public static RedisScript of(String... files) {
        return create(files[files.length - 1].replace(SUFFIX, ""), files);
    }

    private static RedisScript create(String name, String... files) {
        StringBuilder text = new StringBuilder(read(COMMON)).append('\n');
        for (String file : files) {
            text.append(read(file)).append('\n');
        }
        RedisScript script = new RedisScript(name, text.toString());
        ALL.add(script);
        return script;
    }

    /**
     * Creates a script as {@link #of} does, with a name of its own: the last file continues what another one has begun.
     *
     * @param name of the script, for messages
     */
    public static RedisScript named(String name, String... files) {
        return create(name, files);
    }

    /** All scripts of the store types that have been loaded. */
    public static List<RedisScript> all() {
        return List.copyOf(ALL);
    }

    public String digest() {
        return new String(digest, StandardCharsets.US_ASCII);
    }

    /**
     * Runs the script once.
     *
     * @param reading converts the reply, or throws; runs on the thread that reads from Redis
     */
    public <T> CompletableFuture<T> run(
            RedisConnection redis, Function<Reply, T> reading, List<String> keys, Object... args) {
        return redis.send(command(reading, keys, args));
    }

    /**
     * A call of the script, to be sent by other means than {@link #run}.
     *
     * @param reading converts the reply, or throws; runs on the thread that reads from Redis
     */
    public <T> PendingCommand<T> command(Function<Reply, T> reading, List<String> keys, Object... args) {
        return new Evaluation<>(keys, args, reading);
    }

    /** Runs several calls in order, and sends them together. Fails if one of them fails. */
    public <T> CompletableFuture<List<T>> runAll(RedisConnection redis, Function<Reply, T> reading, List<Call> calls) {
        if (calls.size() <= PORTION) {
            return runPortion(redis, reading, calls);
        }
        return runPortion(redis, reading, calls.subList(0, PORTION))
                .thenCompose(first -> runAll(redis, reading, calls.subList(PORTION, calls.size()))
                        .thenApply(rest -> {
                            List<T> all = new ArrayList<>(first);
                            all.addAll(rest);
                            return all;
                        }));
    }

    private <T> CompletableFuture<List<T>> runPortion(
            RedisConnection redis, Function<Reply, T> reading, List<Call> calls) {
        List<CompletableFuture<T>> answers = redis.sendAll(calls.stream()
                .map(call -> new Evaluation<>(call.keys(), call.args().toArray(), reading))
                .toList());
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> answers.stream().map(CompletableFuture::join).toList());
    }

    /** A call by digest. If the server does not know the script, it is replaced by a call by text. */
    private final class Evaluation<T> extends PendingCommand<T> {
        private final List<String> keys;
        private final Object[] values;
        private final Function<Reply, T> reading;

        Evaluation(List<String> keys, Object[] values, Function<Reply, T> reading) {
            super(
                    CommandType.EVALSHA,
                    ReplyOutput.array(name, reading),
                    Arguments.ofScript(digest, keys, values),
                    byDigest);
            this.keys = keys;
            this.values = values;
            this.reading = reading;
        }

        @Override
        protected void refused(Exception reply) {
            if (reply instanceof RedisNoScriptException) {
                replaceBy(new PendingCommand<>(
                        CommandType.EVAL,
                        ReplyOutput.array(name, reading),
                        Arguments.ofScript(text, keys, values),
                        byText,
                        answer()));
            } else {
                super.refused(reply);
            }
        }
    }

    private static String read(String file) {
        try (InputStream in = RedisScript.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("Missing resource " + FOLDER + file);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha1(byte[] text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-1").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
    }
}
