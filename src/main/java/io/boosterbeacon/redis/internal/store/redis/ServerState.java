package io.boosterbeacon.redis.internal.store.redis;

import io.boosterbeacon.redis.internal.store.ServerReport;
import io.boosterbeacon.redis.internal.store.redis.connection.RedisConnection;
import io.boosterbeacon.redis.internal.store.redis.script.RedisScript;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** Reads the state of the connected server for operators, by two commands. */
final class ServerState {
    private final RedisConnection redis;

    ServerState(RedisConnection redis) {
        this.redis = redis;
    }

    /**
     * Reads the state. Never fails: a value that the server does not report, for example because the user lacks a
     * permission, is {@code unknown}.
     */
    CompletionStage<ServerReport> read() {
        String[] digests = RedisScript.all().stream().map(RedisScript::digest).toArray(String[]::new);
        CompletionStage<String> memory = redis.call(
                "INFO", connection -> RedisConnection.commands(connection).info("memory"));
        CompletionStage<List<Boolean>> scripts = redis.call(
                "SCRIPT", connection -> RedisConnection.commands(connection).scriptExists(digests));
        return memory.exceptionally(refused -> "")
                .thenCombine(scripts.exceptionally(refused -> List.of()), ServerState::report);
    }

    private static ServerReport report(String memory, List<Boolean> scripts) {
        String policy = field(memory, "maxmemory_policy");
        // without a memory limit nothing is evicted
        boolean evicts = !policy.equals(ServerReport.NO_EVICTION)
                && !policy.equals(ServerReport.UNKNOWN)
                && !field(memory, "maxmemory").equals("0");
        int loaded = (int) scripts.stream().filter(known -> known).count();
        return new ServerReport(
                policy,
                evicts,
                scripts.isEmpty() ? Optional.empty() : Optional.of(new ServerReport.Scripts(loaded, scripts.size())));
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).trim())
                .findFirst()
                .orElse(ServerReport.UNKNOWN);
    }
}
