package io.boosterbeacon.redis.internal.store.redis.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RedisSettings;
import io.boosterbeacon.redis.internal.config.RedisSettings.Shape;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.testing.OtherThread;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import io.lettuce.core.resource.ClientResources;
import io.netty.channel.nio.NioEventLoopGroup;
import io.netty.util.concurrent.EventExecutorGroup;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The client connects to what {@code redis.url} says. */
class RedisClientsTest {
    private static RedisSettings settings(String url, Shape shape) {
        return Faults.options(url, shape, Faults.MINUTE);
    }

    private static String login(RedisURI uri) {
        RedisCredentials login =
                uri.getCredentialsProvider().resolveCredentials().block();
        return login == null || !login.hasPassword()
                ? "none"
                : login.getUsername() + "/" + String.valueOf(login.getPassword());
    }

    @ParameterizedTest
    @CsvSource({
        "redis://localhost,                      localhost, 6379, 0, false, none",
        "rediss://app:s%40%3A%2F@h:1/5,          h,         1,    5, true,  app/s@:/",
        "redis://:s3cret@h,                      h,         6379, 0, false, null/s3cret",
        "redis://s3cret@h,                       h,         6379, 0, false, null/s3cret",
        "redis://app:p@ss@h:1,                   h,         1,    0, false, app/p@ss",
        "redis://app:@h,                         h,         6379, 0, false, none",
        "redis://[::1]:6380,                     [::1],     6380, 0, false, none",
    })
    void server_isThatOfTheUrl(String url, String host, int port, int database, boolean secure, String login) {
        RedisURI uri = RedisClients.uri(settings(url, Shape.STANDALONE));

        assertThat(uri.getHost()).isEqualTo(host);
        assertThat(uri.getPort()).isEqualTo(port);
        assertThat(uri.getDatabase()).isEqualTo(database);
        assertThat(uri.isSsl()).isEqualTo(secure);
        assertThat(uri.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
        assertThat(login(uri)).isEqualTo(login);
        assertThat(uri.getSentinels()).isEmpty();
    }

    @Test
    void sentinels_areThoseOfTheUrlAndHaveNoPassword() {
        RedisURI uri = RedisClients.uri(settings("rediss-sentinel://app:s@one,two:7/3#main", Shape.SENTINEL));

        assertThat(uri.getSentinelMasterId()).isEqualTo("main");
        assertThat(uri.getDatabase()).isEqualTo(3);
        assertThat(login(uri)).isEqualTo("app/s");
        assertThat(uri.getSentinels()).hasSize(2).allSatisfy(sentinel -> {
            assertThat(sentinel.isSsl()).isTrue();
            assertThat(sentinel.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
            assertThat(sentinel.getTimeout()).isEqualTo(uri.getTimeout());
            assertThat(login(sentinel)).isEqualTo("none");
        });
        assertThat(uri.getSentinels())
                .extracting(sentinel -> sentinel.getHost() + ":" + sentinel.getPort())
                .containsExactly("one:26379", "two:7");
    }

    @Test
    void seedsOfACluster_eachHaveTheLoginOfTheUrl() {
        List<RedisURI> seeds = RedisClients.seeds(settings("rediss://app:s@one,two:7", Shape.CLUSTER));

        assertThat(seeds).hasSize(2).allSatisfy(seed -> {
            assertThat(seed.isSsl()).isTrue();
            assertThat(seed.getVerifyMode()).isEqualTo(SslVerifyMode.FULL);
            assertThat(login(seed)).isEqualTo("app/s");
        });
        assertThat(seeds)
                .extracting(seed -> seed.getHost() + ":" + seed.getPort())
                .containsExactly("one:6379", "two:7");
    }

    /** What the client completes may be the response of a request: servers find its application by the class loader. */
    @Test
    @SuppressWarnings("deprecation") // the client itself asks for this kind of event loops
    void threads_startedByAThreadOfTheJvm_belongToTheApplication() {
        ClientResources resources = RedisClients.resources(new Channels());
        List<CompletableFuture<ClassLoader>> seen =
                Stream.generate(CompletableFuture<ClassLoader>::new).limit(3).toList();
        try {
            OtherThread.ofTheJvm(() -> {
                EventExecutorGroup connections =
                        resources.eventLoopGroupProvider().allocate(NioEventLoopGroup.class);
                connections.execute(() -> look(seen.get(0)));
                resources.eventExecutorGroup().execute(() -> look(seen.get(1)));
                resources.timer().newTimeout(timeout -> look(seen.get(2)), 0, TimeUnit.MILLISECONDS);
            });

            assertThat(seen).allSatisfy(loader -> assertThat(loader)
                    .succeedsWithin(Duration.ofSeconds(30))
                    .isSameAs(Thread.currentThread().getContextClassLoader()));
        } finally {
            resources.shutdown(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private static void look(CompletableFuture<ClassLoader> seen) {
        seen.complete(Thread.currentThread().getContextClassLoader());
    }
}
