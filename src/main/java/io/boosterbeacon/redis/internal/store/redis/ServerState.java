package io.boosterbeacon.redis.internal.store.redis;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** What an operator would want to know of the server that is in use. One flush, two commands. */
final class ServerState {
    private static final String SAFE = "noeviction";

    private final RedisConnection redis;

    ServerState(RedisConnection redis) {
        this.redis = redis;
    }

    /** Never fails: what the server does not tell, to a user with few permissions for one, is {@code unknown}. */
    CompletionStage<Map<String, String>> ask() {
        String[] digests = RedisScript.all().stream().map(RedisScript::digest).toArray(String[]::new);
        CompletionStage<String> memory = redis.ask(
                "INFO", connection -> RedisConnection.commands(connection).info("memory"));
        CompletionStage<List<Boolean>> scripts = redis.ask(
                "SCRIPT", connection -> RedisConnection.commands(connection).scriptExists(digests));
        return memory.exceptionally(refused -> "")
                .thenCombine(scripts.exceptionally(refused -> List.of()), ServerState::told);
    }

    private static Map<String, String> told(String memory, List<Boolean> scripts) {
        Map<String, String> state = new LinkedHashMap<>();
        String policy = field(memory, "maxmemory_policy");
        state.put("maxmemoryPolicy", policy);
        // without a limit nothing is evicted
        if (!policy.equals(SAFE)
                && !policy.equals("unknown")
                && !field(memory, "maxmemory").equals("0")) {
            state.put(
                    "warning",
                    "maxmemory-policy is " + policy
                            + ": Redis may forget revocations and counts when its memory is full;" + " set it to "
                            + SAFE);
        }
        state.put(
                "scripts",
                scripts.isEmpty()
                        ? "unknown"
                        : scripts.stream().filter(known -> known).count() + " of " + scripts.size()
                                + " loaded, the others when first needed");
        return state;
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse("unknown");
    }
}
