package io.boosterbeacon.redis.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A master, two replicas and three sentinels. */
public final class RedisSentinels implements AutoCloseable {
    private static final String MASTER = "mymaster";
    private static final int SENTINELS = 3;

    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels;
    private final RedisClient client = RedisClient.create();

    private RedisSentinels() {
        RedisProcess master = RedisProcess.start();
        servers.add(master);
        for (int i = 0; i < 2; i++) {
            servers.add(RedisProcess.start("--replicaof", "127.0.0.1 " + master.port()));
        }
        sentinels = IntStream.range(0, SENTINELS)
                .mapToObj(i -> RedisProcess.sentinel(master, MASTER))
                .toList();
        await().atMost(Duration.ofSeconds(30)).until(this::isComplete);
    }

    public static RedisSentinels start() {
        return new RedisSentinels();
    }

    public String url() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(",", "redis-sentinel://", "#" + MASTER));
    }

    /** The server that the sentinels call the master now. */
    public RedisProcess master() {
        try (StatefulRedisSentinelConnection<String, String> sentinel = ask(sentinels.get(0))) {
            int port = ((InetSocketAddress) sentinel.sync().getMasterAddrByName(MASTER)).getPort();
            return servers.stream()
                    .filter(server -> server.port() == port)
                    .findFirst()
                    .orElseThrow();
        }
    }

    private boolean isComplete() {
        return sentinels.stream().allMatch(this::knowsAll) && replicasOnline();
    }

    private boolean knowsAll(RedisProcess sentinel) {
        try (StatefulRedisSentinelConnection<String, String> connection = ask(sentinel)) {
            Map<String, String> master = connection.sync().master(MASTER);
            return "2".equals(master.get("num-slaves"))
                    && String.valueOf(SENTINELS - 1).equals(master.get("num-other-sentinels"))
                    && "master".equals(master.get("flags"));
        }
    }

    private boolean replicasOnline() {
        try (StatefulRedisConnection<String, String> master =
                client.connect(RedisURI.create(servers.get(0).url()))) {
            return master.sync()
                            .info("replication")
                            .lines()
                            .filter(line -> line.contains("state=online"))
                            .count()
                    == 2;
        }
    }

    private StatefulRedisSentinelConnection<String, String> ask(RedisProcess sentinel) {
        return client.connectSentinel(RedisURI.create(sentinel.url()));
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        sentinels.forEach(RedisProcess::close);
        servers.forEach(RedisProcess::close);
    }
}
