package io.boosterbeacon.redis.testing;

import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.sentinel.api.StatefulRedisSentinelConnection;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A master, two replicas and three sentinels. */
public final class RedisSentinels implements AutoCloseable {
    private static final String MASTER = "mymaster";
    private static final int SENTINELS = 3;

    private final List<RedisProcess> servers = new ArrayList<>();
    private final List<RedisProcess> sentinels;
    private final RedisClient client = RedisClient.create();

    private RedisSentinels(List<String> tls, Function<String[], RedisProcess> starter) {
        RedisProcess master = starter.apply(new String[0]);
        servers.add(master);
        for (int i = 0; i < 2; i++) {
            servers.add(starter.apply(new String[] {"--replicaof", "127.0.0.1 " + master.port()}));
        }
        sentinels = IntStream.range(0, SENTINELS)
                .mapToObj(i -> RedisProcess.sentinel(master, MASTER, tls))
                .toList();
        await().atMost(Duration.ofSeconds(30)).until(this::isComplete);
    }

    public static RedisSentinels start() {
        return new RedisSentinels(List.of(), RedisProcess::start);
    }

    /** Starts servers and sentinels that accept TLS only, from any client. */
    public static RedisSentinels startTls(Certificates certificates) {
        List<String> tls = certificates.peerSettings();
        return new RedisSentinels(
                tls,
                more -> RedisProcess.startTls(
                        certificates,
                        Stream.concat(tls.stream(), Stream.of(more)).toArray(String[]::new)));
    }

    public String url() {
        return sentinels.stream()
                .map(sentinel -> "127.0.0.1:" + sentinel.port())
                .collect(Collectors.joining(
                        ",", servers.get(0).url().replaceFirst(":.*", "-sentinel://"), "#" + MASTER));
    }

    /** The server that is the master now, as the sentinels say. */
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
                client.connect(Certificates.unverified(servers.get(0).url()))) {
            return master.sync()
                            .info("replication")
                            .lines()
                            .filter(line -> line.contains("state=online"))
                            .count()
                    == 2;
        }
    }

    private StatefulRedisSentinelConnection<String, String> ask(RedisProcess sentinel) {
        return client.connectSentinel(Certificates.unverified(sentinel.url()));
    }

    @Override
    public void close() {
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        sentinels.forEach(RedisProcess::close);
        servers.forEach(RedisProcess::close);
    }
}
