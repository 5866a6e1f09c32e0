package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.testing.OtherRedis;
import io.boosterbeacon.redis.testing.RedisCluster;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The user of docker/README.md, with exactly these rights: all contracts hold for it, and none of the rights is too
 * much.
 */
class LeastRightsTest extends ShapeContract {
    private static final String COMMAND = "ACL ";
    /** Without these there is no connection, or another kind of one. */
    private static final Set<String> FOR_CONNECTIONS = Set.of("+hello", "+ping", "+subscribe");

    private static final class Shared {
        static final RedisProcess SERVER = RedisProcess.start();
        static final Store STORE = store(SERVER, rights());
    }

    private static List<String> rights() {
        try (Stream<String> lines = Files.lines(Path.of("docker", "README.md"))) {
            String line =
                    lines.filter(each -> each.startsWith(COMMAND)).findFirst().orElseThrow();
            return List.of(line.substring(COMMAND.length()).split(" "));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Store store(RedisProcess server, List<String> rights) {
        try (Operator operator = new Operator(server.url())) {
            operator.acl(rights.toArray(String[]::new));
        }
        Store store = SharedStore.connect(server.url().replace("//", "//app:secret@"), Telemetry.NONE);
        store.cache().useTags("least-rights");
        return store;
    }

    private static List<String> without(String... left) {
        return rights().stream().filter(each -> !List.of(left).contains(each)).toList();
    }

    @Override
    Store store() {
        return Shared.STORE;
    }

    @Test
    void rights_areEnough() {
        assertThat(done(store().refusals())).isEmpty();
    }

    @Test
    void rights_onOtherServers_areEnough() {
        for (OtherRedis version : List.of(OtherRedis.REDIS_6_0, OtherRedis.REDIS_6_2, OtherRedis.VALKEY_8)) {
            List<String> rights = version == OtherRedis.REDIS_6_0 ? without("resetchannels", "&beacon:*") : rights();
            try (RedisProcess server = version.start();
                    Store store = store(server, rights)) {
                assertThat(done(store.refusals())).as(version.name()).isEmpty();
            }
        }
    }

    @Test
    void rights_inACluster_needTwoMore() {
        try (RedisCluster servers = RedisCluster.start()) {
            for (String node : servers.url().replace("redis://", "").split(",", -1)) {
                try (Operator operator = new Operator("redis://" + node)) {
                    operator.acl(Stream.concat(rights().stream(), Stream.of("+cluster", "+info"))
                            .toArray(String[]::new));
                }
            }
            try (RedisStore store = RedisStore.connect(
                    Faults.options(
                            servers.url().replace("//", "//app:secret@"),
                            RedisSettings.Shape.CLUSTER,
                            Duration.ofSeconds(3)),
                    Telemetry.NONE)) {
                store.cache().useTags("least-rights");
                assertThat(done(store.refusals())).isEmpty();
            }
        }
    }

    @Test
    void rights_forNearCaches_needOneMore() {
        try (RedisProcess server = RedisProcess.start();
                Operator operator = new Operator(server.url())) {
            operator.acl(Stream.concat(rights().stream(), Stream.of("+client|tracking"))
                    .toArray(String[]::new));
            try (NearNode node = NearNode.on(server.url().replace("//", "//app:secret@"))) {
                CacheEntry.Cached entry = NearNode.entry();
                node.put(entry, "a");
                node.untilNear(entry);

                operator.redis().del(NearNode.valueKey(entry));

                await().until(() -> node.near(entry).isEmpty());
            }
        }
    }

    @Test
    void right_thatIsLeftOut_isMissed() {
        try (RedisProcess server = RedisProcess.start()) {
            List<String> commands = rights().stream()
                    .filter(right -> right.startsWith("+") && !FOR_CONNECTIONS.contains(right))
                    .toList();
            assertThat(commands).hasSizeGreaterThan(20);
            for (String command : commands) {
                try (Store store = store(server, without(command))) {
                    assertThat(done(store.refusals()).values())
                            .as("without " + command)
                            .isNotEmpty()
                            .anySatisfy(why -> assertThat(why).containsIgnoringCase(command.substring(1)));
                }
            }
        }
    }
}
