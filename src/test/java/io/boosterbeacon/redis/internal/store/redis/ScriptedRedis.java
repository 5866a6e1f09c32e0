package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.testing.FakeRedis;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.luaj.vm2.Globals;
import org.luaj.vm2.LuaTable;
import org.luaj.vm2.LuaValue;
import org.luaj.vm2.Varargs;
import org.luaj.vm2.lib.VarArgFunction;
import org.luaj.vm2.lib.jse.JsePlatform;

/**
 * Runs the scripts of rate limits on a clock that tests move: neither the clock nor the expiry of a real server can be
 * moved. It knows the commands of these scripts only.
 */
final class ScriptedRedis implements AutoCloseable {
    private final FakeRedis server = FakeRedis.start();
    private final LongSupplier millis;
    private final int kept;
    /** The ms that pass in a script once it has asked for the time; scripts of Redis 7.2 and later stop it. */
    private volatile int tick;

    private int passed;
    private final Map<String, Value> values = new HashMap<>();
    private final Globals globals = JsePlatform.standardGlobals();
    private final Map<String, LuaValue> compiled = new HashMap<>();

    /** What a key holds: a hash or a sorted set. */
    private static final class Value {
        private final Map<String, String> fields = new HashMap<>();
        private final String type;
        private long expiresAt = Long.MAX_VALUE;

        Value(String type) {
            this.type = type;
        }
    }

    /** The error of a command. */
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String message) {
            super(message);
        }
    }

    /** A server whose keys end at their expiry, as counters of the embedded store do. */
    ScriptedRedis(LongSupplier millis) {
        this(millis, 0);
    }

    /** @param kept the ms for which keys are kept after their expiry: 1 in a real server */
    ScriptedRedis(LongSupplier millis, int kept) {
        this.millis = millis;
        this.kept = kept;
        server.reply("EVALSHA", words -> "-NOSCRIPT No matching script\r\n");
        server.reply("EVAL", this::eval);
        server.reply("DEL", words -> encode(toLua(run(words))));
        LuaTable redis = new LuaTable();
        redis.set("pcall", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                List<String> words = new ArrayList<>();
                for (int i = 1; i <= args.narg(); i++) {
                    words.add(text(args.arg(i)));
                }
                try {
                    return toLua(run(words));
                } catch (Refused e) {
                    return table("err", String.valueOf(e.getMessage()));
                }
            }
        });
        redis.set("error_reply", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return table("err", args.arg1().tojstring());
            }
        });
        globals.set("redis", redis);
        // the interpreter's own "%.0f" writes an exponent
        globals.get("string").set("format", new VarArgFunction() {
            @Override
            public Varargs invoke(Varargs args) {
                return LuaValue.valueOf(String.format("%.0f", args.arg(2).todouble()));
            }
        });
    }

    void setTick(int millis) {
        tick = millis;
    }

    private long now() {
        return millis.getAsLong() + passed;
    }

    String url() {
        return server.url();
    }

    /** The keys that never expire. */
    Set<String> immortalKeys() {
        synchronized (values) {
            Set<String> immortal = new HashSet<>();
            values.forEach((key, value) -> {
                if (value.expiresAt == Long.MAX_VALUE) {
                    immortal.add(key);
                }
            });
            return immortal;
        }
    }

    private String eval(List<String> words) {
        synchronized (values) {
            int keys = Integer.parseInt(words.get(2));
            passed = 0;
            globals.set("KEYS", table(words.subList(3, 3 + keys)));
            globals.set("ARGV", table(words.subList(3 + keys, words.size())));
            return encode(compiled.computeIfAbsent(words.get(1), text -> globals.load(text, "script"))
                    .call());
        }
    }

    private @Nullable Object run(List<String> words) {
        synchronized (values) {
            values.values().removeIf(value -> value.expiresAt <= millis.getAsLong() - kept);
            String key = words.size() > 1 ? words.get(1) : "";
            return switch (words.get(0)) {
                case "TIME" -> {
                    long time = now();
                    passed = tick;
                    yield List.of(Long.toString(time / 1_000), Long.toString(time % 1_000 * 1_000));
                }
                case "DEL" -> values.remove(key) == null ? 0L : 1L;
                case "PTTL" -> lifetime(key);
                case "PEXPIRE" -> expire(key, now() + number(words.get(2)));
                case "PEXPIREAT" -> expire(key, number(words.get(2)));
                case "HMGET" ->
                    words.subList(2, words.size()).stream()
                            .map(of(key, "hash").fields::get)
                            .toList();
                case "HGET" -> of(key, "hash").fields.get(words.get(2));
                case "HSET" -> setAll(key, words);
                case "HSETNX" -> stored(key, "hash").fields.putIfAbsent(words.get(2), words.get(3)) == null ? 1L : 0L;
                case "HINCRBY" ->
                    Long.parseLong(stored(key, "hash")
                            .fields
                            .merge(
                                    words.get(2),
                                    words.get(3),
                                    (one, other) -> Long.toString(Long.parseLong(one) + Long.parseLong(other))));
                case "ZADD" -> stored(key, "zset").fields.put(words.get(3), words.get(2)) == null ? 1L : 0L;
                case "ZSCORE" -> of(key, "zset").fields.get(words.get(2));
                case "ZCARD" -> (long) of(key, "zset").fields.size();
                case "ZRANGE" -> highest(of(key, "zset").fields);
                case "ZREM" -> of(key, "zset").fields.remove(words.get(2)) == null ? 0L : 1L;
                case "ZCOUNT" ->
                    of(key, "zset").fields.values().stream()
                            .filter(score -> Double.parseDouble(score)
                                    > Double.parseDouble(words.get(2).substring(1)))
                            .count();
                case "ZREMRANGEBYSCORE" ->
                    of(key, "zset")
                                    .fields
                                    .values()
                                    .removeIf(score -> Double.parseDouble(score) <= Double.parseDouble(words.get(3)))
                            ? 1L
                            : 0L;
                default -> throw new IllegalArgumentException("no such command here: " + words);
            };
        }
    }

    private Value of(String key, String type) {
        Value value = values.get(key);
        if (value != null && !value.type.equals(type)) {
            throw new Refused("WRONGTYPE Operation against a key holding the wrong kind of value");
        }
        return value == null ? new Value(type) : value;
    }

    private Value stored(String key, String type) {
        Value value = of(key, type);
        values.put(key, value);
        return value;
    }

    /** The member with the highest score, and its score. */
    private static List<String> highest(Map<String, String> scores) {
        return scores.entrySet().stream()
                .max(Comparator.comparingDouble(each -> Double.parseDouble(each.getValue())))
                .map(each -> List.of(each.getKey(), each.getValue()))
                .orElse(List.of());
    }

    private long setAll(String key, List<String> words) {
        for (int i = 2; i < words.size(); i += 2) {
            stored(key, "hash").fields.put(words.get(i), words.get(i + 1));
        }
        return 1;
    }

    private long lifetime(String key) {
        Value value = values.get(key);
        if (value == null) {
            return -2;
        }
        return value.expiresAt == Long.MAX_VALUE ? -1 : Math.max(0, value.expiresAt - now());
    }

    private long expire(String key, long moment) {
        Value value = moment <= now() ? values.remove(key) : values.get(key);
        if (value != null) {
            value.expiresAt = moment;
        }
        return value == null ? 0 : 1;
    }

    private static long number(String word) {
        return (long) Double.parseDouble(word);
    }

    private static String text(LuaValue value) {
        return value.isnumber() && value.type() == LuaValue.TNUMBER && value.todouble() == Math.rint(value.todouble())
                ? Long.toString((long) value.todouble())
                : value.tojstring();
    }

    private static LuaTable table(List<String> texts) {
        LuaTable table = new LuaTable();
        for (int i = 0; i < texts.size(); i++) {
            table.set(i + 1, LuaValue.valueOf(texts.get(i)));
        }
        return table;
    }

    private static LuaTable table(String field, String text) {
        LuaTable table = new LuaTable();
        table.set(field, LuaValue.valueOf(text));
        return table;
    }

    private static LuaValue toLua(@Nullable Object reply) {
        if (reply instanceof List<?> items) {
            LuaTable table = new LuaTable();
            for (int i = 0; i < items.size(); i++) {
                table.set(i + 1, toLua(items.get(i)));
            }
            return table;
        } else if (reply instanceof Long number) {
            return LuaValue.valueOf((double) number);
        }
        return reply == null ? LuaValue.FALSE : LuaValue.valueOf((String) reply);
    }

    private static String encode(LuaValue reply) {
        if (reply.istable()) {
            if (!reply.get("err").isnil()) {
                return "-" + reply.get("err").tojstring() + "\r\n";
            }
            StringBuilder items = new StringBuilder("*" + reply.length() + "\r\n");
            for (int i = 1; i <= reply.length(); i++) {
                items.append(encode(reply.get(i)));
            }
            return items.toString();
        } else if (reply.type() == LuaValue.TNUMBER) {
            return ":" + (long) reply.todouble() + "\r\n";
        }
        byte[] bytes = reply.tojstring().getBytes(StandardCharsets.UTF_8);
        return "$" + bytes.length + "\r\n" + reply.tojstring() + "\r\n";
    }

    @Override
    public void close() {
        server.close();
    }
}
