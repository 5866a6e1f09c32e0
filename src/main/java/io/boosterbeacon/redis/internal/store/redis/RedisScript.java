package io.boosterbeacon.redis.internal.store.redis;

import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.protocol.AsyncCommand;
import io.lettuce.core.protocol.Command;
import io.lettuce.core.protocol.CommandArgs;
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

/**
 * A server-side script. Called by its digest; a server that does not know it (restarted, failed over, flushed) is sent the
 * text, which it keeps: that costs one more round trip and never a failure, since an unknown script has done nothing.
 */
final class RedisScript {
    static final RedisCodec<String, byte[]> CODEC = RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE);

    private static final String FOLDER = "/io/boosterbeacon/redis/";
    private static final String COMMON = "command.lua";
    private static final String SUFFIX = ".lua";
    private static final Queue<RedisScript> ALL = new ConcurrentLinkedQueue<>();

    /** Many calls go in portions: a full request queue would refuse them all. */
    private static final int PORTION = 512;

    /**
     * One call of the script.
     *
     * @param args strings, longs and byte arrays
     */
    record Call(List<String> keys, List<Object> args) {}

    private final String name;
    private final byte[] text;
    private final byte[] digest;

    private RedisScript(String name, String text) {
        this.name = name;
        this.text = text.getBytes(StandardCharsets.UTF_8);
        this.digest = sha1(this.text).getBytes(StandardCharsets.US_ASCII);
    }

    /** Joins files to one script, named by the last: what several scripts share stands in a file of its own. */
    static RedisScript of(String... files) {
        StringBuilder text = new StringBuilder(read(COMMON)).append('\n');
        for (String file : files) {
            text.append(read(file)).append('\n');
        }
        RedisScript script = new RedisScript(files[files.length - 1].replace(SUFFIX, ""), text.toString());
        ALL.add(script);
        return script;
    }

    /** Those of all stores that have been used. */
    static List<RedisScript> all() {
        return List.copyOf(ALL);
    }

    String digest() {
        return new String(digest, StandardCharsets.US_ASCII);
    }

    CompletableFuture<Reply> run(RedisConnection redis, List<String> keys, Object... args) {
        return runAll(redis, List.of(new Call(keys, List.of(args)))).thenApply(replies -> replies.get(0));
    }

    /** Runs calls in order, many in one flush; fails if any of them fails. */
    CompletableFuture<List<Reply>> runAll(RedisConnection redis, List<Call> calls) {
        if (calls.size() <= PORTION) {
            return runPortion(redis, calls);
        }
        return runPortion(redis, calls.subList(0, PORTION))
                .thenCompose(first -> runAll(redis, calls.subList(PORTION, calls.size()))
                        .thenApply(rest -> {
                            List<Reply> all = new ArrayList<>(first);
                            all.addAll(rest);
                            return all;
                        }));
    }

    private CompletableFuture<List<Reply>> runPortion(RedisConnection redis, List<Call> calls) {
        List<AsyncCommand<String, byte[], List<Object>>> commands = new ArrayList<>(calls.size());
        calls.forEach(call -> commands.add(command(CommandType.EVALSHA, digest, call)));
        List<CompletableFuture<List<Object>>> sent = redis.sendAll(commands, name);
        List<CompletableFuture<Reply>> replies = new ArrayList<>(calls.size());
        for (int i = 0; i < calls.size(); i++) {
            Call call = calls.get(i);
            replies.add(sent.get(i)
                    .exceptionallyCompose(failure -> loadAndRun(redis, call, failure))
                    .thenApply(items -> new Reply(name, items)));
        }
        return CompletableFuture.allOf(replies.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> replies.stream().map(CompletableFuture::join).toList());
    }

    private CompletableFuture<List<Object>> loadAndRun(RedisConnection redis, Call call, Throwable failure) {
        if (RedisErrors.translate(failure).getCause() instanceof RedisNoScriptException) {
            return redis.sendAll(List.of(command(CommandType.EVAL, text, call)), name)
                    .get(0);
        }
        return CompletableFuture.failedFuture(failure);
    }

    private static AsyncCommand<String, byte[], List<Object>> command(CommandType type, byte[] script, Call call) {
        CommandArgs<String, byte[]> args =
                new CommandArgs<>(CODEC).add(script).add(call.keys().size()).addKeys(call.keys());
        for (Object arg : call.args()) {
            // Never add(String): Lettuce writes only ASCII there.
            args.addValue(arg instanceof byte[] bytes ? bytes : arg.toString().getBytes(StandardCharsets.UTF_8));
        }
        return new AsyncCommand<>(new Command<>(type, StrictOutput.array(), args));
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
