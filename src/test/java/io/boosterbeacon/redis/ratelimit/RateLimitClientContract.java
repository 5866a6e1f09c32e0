package io.boosterbeacon.redis.ratelimit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.store.contract.StoreContract;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.client.ClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The filter in a real client that calls a real server, on every store. */
abstract class RateLimitClientContract extends StoreContract {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final String key = random("service ");
    private final HttpServer server = start();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private volatile int status = 200;
    private volatile Map<String, String> fields = Map.of();

    private HttpServer start() {
        try {
            HttpServer created = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            created.createContext("/", this::answer);
            created.start();
            return created;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        received.add(exchange.getRequestURI().getPath());
        fields.forEach((name, value) -> exchange.getResponseHeaders().set(name, value));
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private final Scheduler timers = new Scheduler();

    @AfterEach
    void stop() {
        clients.forEach(Client::close);
        server.stop(0);
        timers.close();
    }

    /** A limiter of another node each. */
    private RateLimiter limiter() {
        return new StoreRateLimiter(
                store().rateLimits(),
                Settings.read(name -> Optional.empty(), problem -> {}).application(),
                InstantSource.system(),
                new RunningCalls(store().rateLimits(), timers),
                new WaitingLines(store().rateLimits(), timers, System::nanoTime));
    }

    private RateLimitClientFilter.Builder filter() {
        return RateLimitClientFilter.with(limiter()).key(key);
    }

    private Client client(RateLimitClientFilter.Builder filter) {
        Client client = ClientBuilder.newClient().register(filter.build());
        clients.add(client);
        return client;
    }

    private int call(Client client) {
        try (var response = client.target(
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/prices")
                .request()
                .get()) {
            return response.getStatus();
        }
    }

    private RateLimitExceededException denial(Client client) {
        int before = received.size();
        Throwable thrown = catchThrowable(() -> call(client));
        assertThat(thrown).isInstanceOf(ProcessingException.class).hasCauseInstanceOf(RateLimitExceededException.class);
        assertThat(received).as("what the server has received").hasSize(before);
        return (RateLimitExceededException) requireNonNull(thrown.getCause());
    }

    @Test
    void limit_isSharedByAllNodes() {
        Client one = client(filter().limit(3, MINUTE).name("prices"));
        Client other = client(filter().limit(3, MINUTE).name("prices"));

        assertThat(List.of(call(one), call(other), call(one))).containsOnly(200);
        for (Client client : List.of(one, other)) {
            RateLimitExceededException denial = denial(client);
            assertThat(denial.policy()).isEqualTo("prices");
            assertThat(denial.window()).isEqualTo(MINUTE);
            assertThat(denial.result().limit()).isEqualTo(3);
            assertThat(denial.result().retryAfter()).isPositive().isLessThanOrEqualTo(MINUTE);
        }
        assertThat(received).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "429 | Retry-After | 100",
                "503 | Retry-After | 100",
                "429 | Retry-After | Fri, 31 Dec 2088 23:59:59 GMT",
                "429 | RateLimit | \"default\";r=0;t=100",
                "503 | RateLimit | \"default\";r=0;t=100, \"daily\";r=3;t=9999",
                "429 | Retry-After | 999999999999999999999999999",
                "429 | RateLimit | \"default\";r=0;t=999999999999999",
            })
    void denialOfTheRemoteService_stopsAllNodesUntilThen(int denied, String name, String value) {
        Client one = client(filter().maxBlock(Duration.ofSeconds(100)));
        Client other = client(filter().maxBlock(Duration.ofSeconds(100)));
        status = denied;
        fields = Map.of(name, value);

        assertThat(call(one)).isEqualTo(denied);

        status = 200;
        for (Client client : List.of(one, other, one, other)) {
            assertThat(denial(client).result().retryAfter())
                    .isGreaterThan(Duration.ofSeconds(40))
                    .isLessThanOrEqualTo(Duration.ofSeconds(100));
        }
    }

    @Test
    void retryAfter_winsOverTheTimeOfALimit() {
        Client client = client(filter());
        status = 429;
        fields = Map.of("Retry-After", "100", "RateLimit", "\"default\";r=0;t=3000");
        call(client);

        assertThat(denial(client).result().retryAfter()).isLessThanOrEqualTo(Duration.ofSeconds(100));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "503 | Retry-After | soon",
                "503 | Retry-After | -100",
                "503 | X | without any field",
                "429 | Retry-After | 0",
                "429 | Retry-After | Thu, 01 Jan 1970 00:00:00 GMT",
                "503 | RateLimit | \"default\";r=0;t=",
                "200 | Retry-After | 100",
                "200 | RateLimit | \"default\";r=0;t=100",
                "500 | Retry-After | 100",
            })
    void otherResponses_doNotBlock(int other, String name, String value) {
        Client client = client(filter());
        status = other;
        fields = Map.of(name, value);

        assertThat(List.of(call(client), call(client))).containsOnly(other);
        assertThat(received).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"soon", "-100", "1.5"})
    void tooManyRequests_withoutAReadableTime_blocksForASecond(String value) {
        Client client = client(filter());
        status = 429;
        fields = Map.of("Retry-After", value);
        call(client);

        assertThat(denial(client).result().retryAfter()).isPositive().isLessThanOrEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void block_ofThisNode_isNotShortened() {
        QuotaPolicy policy = QuotaPolicy.fixedWindow(1, MINUTE);
        RemoteBlocks blocks = new RemoteBlocks(limiter(), policy, LONG);
        blocks.block(key, Duration.ofSeconds(100));
        blocks.block(key, Duration.ofSeconds(1));

        assertThat(blocks.remaining(key)).isGreaterThan(Duration.ofSeconds(50));
        assertThat(limiter().tryAcquire(key, policy).retryAfter()).isGreaterThan(Duration.ofSeconds(50));
    }

    @Test
    void limitOfAnotherAlgorithm_isInForce() {
        Client client = client(filter().limit(QuotaPolicy.tokenBucket(1, MINUTE, 2)));

        assertThat(List.of(call(client), call(client))).containsOnly(200);
        assertThat(denial(client).result().retryAfter()).isPositive().isLessThanOrEqualTo(MINUTE);
    }

    @Test
    void request_thatMayWait_isSentWhenTheBlockIsOver() {
        Client client = client(filter().maxWait(Duration.ofSeconds(30)));
        status = 429;
        fields = Map.of("Retry-After", "1");
        call(client);
        status = 200;
        long began = System.nanoTime();

        assertThat(call(client)).isEqualTo(200);
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(500).toNanos());
    }

    @Test
    void request_thatMayWait_isSentInTheNextWindow() {
        Client client = client(filter().limit(1, Duration.ofMillis(300)).maxWait(Duration.ofSeconds(30)));

        assertThat(List.of(call(client), call(client), call(client))).containsOnly(200);
    }

    @Test
    void request_thatWouldWaitForTooLong_failsAtOnce() {
        Client client = client(filter().limit(1, MINUTE).maxWait(Duration.ofSeconds(20)));
        call(client);
        long began = System.nanoTime();

        denial(client);

        assertThat(System.nanoTime() - began).isLessThan(Duration.ofSeconds(15).toNanos());
    }

    @Test
    void waitingRequest_whoseThreadIsInterrupted_fails() {
        OutgoingQuota quota = new OutgoingQuota(filter().limit(1, MINUTE).maxWait(LONG));
        quota.acquire(key);
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> quota.acquire(key))
                    .isInstanceOfAny(RateLimitExceededException.class, RedisException.class);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void keys_areByHostAndPortUnlessTold() {
        Client byHost = client(RateLimitClientFilter.with(limiter()).limit(1, MINUTE));
        Client byPath =
                client(RateLimitClientFilter.with(limiter()).limit(1, MINUTE).keys(uri -> key + uri.getPath()));

        assertThat(call(byHost)).isEqualTo(200);
        denial(byHost);
        assertThat(call(byPath)).isEqualTo(200);
        denial(byPath);
    }

    @Test
    void failureOfTheStore_sendsUnlessTold() {
        RateLimiter broken = (RateLimiter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimiter.class}, (proxy, method, arguments) -> {
                    throw new RedisException(RedisErrorType.TIMEOUT_ERROR, "no answer", null);
                });
        Client open = client(RateLimitClientFilter.with(broken).limit(1, MINUTE));
        Client closed =
                client(RateLimitClientFilter.with(broken).limit(1, MINUTE).failWithoutStore());
        status = 429;
        fields = Map.of("Retry-After", "100");

        assertThatThrownBy(() -> call(closed))
                .isInstanceOf(ProcessingException.class)
                .hasCauseInstanceOf(RedisException.class);
        assertThat(call(open)).isEqualTo(429);
        // this node knows without the store
        denial(open);
    }

    @Test
    void builder_refusesWhatIsOutOfRange() {
        RateLimitClientFilter.Builder builder = filter();

        assertThatThrownBy(() -> builder.limit(0, MINUTE)).hasMessage("limit is 0; accepted: 1 to 9007199254740991");
        assertThatThrownBy(() -> builder.limit(1, Duration.ZERO))
                .hasMessage("window is PT0S; accepted: PT0.001S to PT87840H");
        assertThatThrownBy(() -> builder.limit(QuotaPolicy.concurrency(1, MINUTE)))
                .hasMessageContaining("accepted: every algorithm but CONCURRENCY");
        assertThatThrownBy(() -> builder.maxWait(Duration.ofMillis(-1)))
                .hasMessage("maxWait is PT-0.001S; accepted: PT0S to PT87840H");
        assertThatThrownBy(() -> builder.maxBlock(Duration.ZERO))
                .hasMessage("maxBlock is PT0S; accepted: PT0.001S to PT87840H");
        assertThatThrownBy(() -> builder.key("")).hasMessage("key has 0 characters; accepted: 1 to 400");
        assertThatThrownBy(() -> builder.key("k".repeat(401))).hasMessage("key has 401 characters; accepted: 1 to 400");
    }

    /** As a MicroProfile REST client registers it. */
    static class PricesQuota extends RateLimitClientFilter {
        PricesQuota(RateLimiter limiter, String key) {
            super(with(limiter).key(key).limit(1, MINUTE));
        }
    }

    @Test
    void subclass_isAFilterWithItsOwnSettings() {
        Client client = ClientBuilder.newClient().register(new PricesQuota(limiter(), key));
        clients.add(client);

        assertThat(call(client)).isEqualTo(200);
        denial(client);
    }
}
