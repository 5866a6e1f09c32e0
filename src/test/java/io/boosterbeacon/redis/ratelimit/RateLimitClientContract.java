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
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
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
        RemoteBlocks blocks = new RemoteBlocks(limiter(), LONG);
        blocks.block(key, Duration.ofSeconds(100));
        blocks.block(key, Duration.ofSeconds(1));

        assertThat(blocks.remaining(key)).isGreaterThan(Duration.ofSeconds(50));
        assertThat(limiter().tryAcquire(key, RemoteBlocks.POLICY).retryAfter()).isGreaterThan(Duration.ofSeconds(50));
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void waitingRequest_whoseThreadIsInterrupted_fails(boolean blocked) {
        OutgoingQuota quota = new OutgoingQuota(filter().limit(1, MINUTE).maxWait(LONG));
        if (blocked) {
            quota.block(key, Duration.ofSeconds(100));
        } else {
            quota.acquire(key);
        }
        Thread.currentThread().interrupt();
        try {
            assertThatThrownBy(() -> quota.acquire(key))
                    .isInstanceOf(RedisException.class)
                    .hasMessageContaining("the calling thread was interrupted");
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
        } finally {
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    static Stream<QuotaPolicy> otherLimits() {
        return Stream.of(
                QuotaPolicy.fixedWindow(5, MINUTE),
                QuotaPolicy.fixedWindow(4, Duration.ofMillis(60_001)),
                QuotaPolicy.fixedWindow(4, MINUTE).named("own"),
                QuotaPolicy.calendarWindow(4, Duration.ofDays(1), ZoneId.of("UTC")),
                QuotaPolicy.calendarWindow(4, Duration.ofDays(1), ZoneId.of("Europe/Berlin")),
                QuotaPolicy.slidingWindow(4, MINUTE),
                QuotaPolicy.slidingWindow(4, MINUTE).named("blocks"),
                QuotaPolicy.tokenBucket(4, Duration.ofDays(1), 4),
                QuotaPolicy.tokenBucket(4, Duration.ofDays(1), 3));
    }

    /** Each filter sends what its own limit admits, and no more. */
    @ParameterizedTest
    @MethodSource("otherLimits")
    void filters_withDifferentLimitsOfAKey_countApart(QuotaPolicy other) {
        Client one = client(filter().limit(4, MINUTE));
        Client two = client(filter().limit(other));
        Client free = client(filter());
        long most = other.burst() > 0 ? other.burst() : other.limit();
        for (int i = 0; i < Math.min(4, most); i++) {
            assertThat(List.of(call(one), call(two), call(free))).containsOnly(200);
        }
        for (long i = 4; i < most; i++) {
            assertThat(call(two)).isEqualTo(200);
        }
        for (long i = most; i < 4; i++) {
            assertThat(call(one)).isEqualTo(200);
        }

        denial(one);
        denial(two);
        assertThat(call(free)).isEqualTo(200);
    }

    @Test
    void denial_ofATokenBucket_tellsItsBurst() {
        Client client = client(filter().limit(QuotaPolicy.tokenBucket(4, Duration.ofDays(1), 3)));
        for (int i = 0; i < 3; i++) {
            assertThat(call(client)).isEqualTo(200);
        }

        RateLimitExceededException denied = denial(client);

        assertThat(denied.result().limit()).isEqualTo(3);
        assertThat(denied.window()).isEqualTo(Duration.ofHours(18));
        assertThat(denied.result().retryAfter()).isBetween(Duration.ofHours(5), Duration.ofHours(6));
    }

    @Test
    void requests_thatATokenBucketDenies_waitForIt() {
        Client client = client(filter().limit(QuotaPolicy.tokenBucket(20, Duration.ofSeconds(1), 2))
                .maxWait(Duration.ofSeconds(30)));
        long began = System.nanoTime();
        for (int i = 0; i < 12; i++) {
            assertThat(call(client)).isEqualTo(200);
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(450));
    }

    @Test
    void filters_withTheSameNameOfALimit_shareItsCountWhateverItsNumbers() {
        Client old = client(filter().limit(QuotaPolicy.fixedWindow(2, MINUTE).named("api")));
        Client next = client(filter().limit(QuotaPolicy.fixedWindow(3, MINUTE).named("api")));

        assertThat(List.of(call(old), call(next))).containsOnly(200);
        denial(old);
        assertThat(call(next)).isEqualTo(200);
        denial(next);
    }

    /** The remote service does not know which filter has sent a request. */
    @ParameterizedTest
    @MethodSource("otherLimits")
    void denialOfTheRemoteService_stopsFiltersWithOtherLimits(QuotaPolicy other) {
        Client one = client(filter().limit(4, MINUTE));
        status = 429;
        fields = Map.of("Retry-After", "100");
        call(one);
        status = 200;

        for (Client client : List.of(one, client(filter().limit(other)), client(filter()))) {
            assertThat(denial(client).result().retryAfter()).isGreaterThan(Duration.ofSeconds(40));
        }
    }

    @Test
    void denialOfTheRemoteService_stopsOnlyItsHost() {
        Client byPort = client(RateLimitClientFilter.with(limiter()).limit(4, MINUTE));
        status = 429;
        fields = Map.of("Retry-After", "100");
        call(byPort);
        status = 200;
        denial(byPort);
        HttpServer other = start();
        try {
            String uri = "http://127.0.0.1:" + other.getAddress().getPort();
            assertThat(byPort.target(uri).request().get().getStatus()).isEqualTo(200);
        } finally {
            other.stop(0);
        }
    }

    @Test
    void request_thatMayWait_doesNotUseUpTheLimitWhileTheKeyIsBlocked() {
        Client patient = client(filter().limit(1, MINUTE).maxWait(Duration.ofSeconds(30)));
        Client other = client(filter());
        status = 429;
        fields = Map.of("Retry-After", "1");
        call(other);
        status = 200;

        assertThat(call(patient)).isEqualTo(200);
        denial(patient);
    }

    @Test
    void request_thatWaitsForTheLimit_isStoppedByABlockThatComesMeanwhile() throws Exception {
        AtomicInteger inLine = new AtomicInteger();
        RateLimiter counted = limiter();
        RateLimiter watched = (RateLimiter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimiter.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("acquire")) {
                        inLine.incrementAndGet();
                    }
                    return method.invoke(counted, arguments);
                });
        Client patient = client(RateLimitClientFilter.with(watched)
                .key(key)
                .limit(1, Duration.ofSeconds(2))
                .maxWait(Duration.ofSeconds(10)));
        call(patient);
        CompletableFuture<Throwable> late = CompletableFuture.supplyAsync(() -> catchThrowable(() -> call(patient)));
        Awaitility.await().until(() -> inLine.get() == 1);
        RateLimiter limiter = limiter();
        limiter.block("outgoing " + key, RemoteBlocks.POLICY, Duration.ofSeconds(100));

        assertThat(late.get(30, TimeUnit.SECONDS))
                .cause()
                .isInstanceOfSatisfying(RateLimitExceededException.class, stopped -> assertThat(
                                stopped.result().retryAfter())
                        .as("left of the block, not of the limit")
                        .isGreaterThan(Duration.ofSeconds(80)));
        assertThat(received).hasSize(1);
    }

    /** A permit that was waited for. The store fails when it is asked for blocks that have come meanwhile. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void storeFailure_afterAWaitForTheLimit_givesThePermitBackUnlessTheRequestIsSent(boolean failWithoutStore) {
        List<Long> settled = new CopyOnWriteArrayList<>();
        RateLimitResult denied = new RateLimitResult(true, 1, 1, 0, Instant.now(), Duration.ofMillis(1));
        RateLimitPermit permit = (RateLimitPermit) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {RateLimitPermit.class},
                (proxy, method, arguments) ->
                        method.getName().equals("settle") && settled.add((Long) arguments[0]) ? null : denied);
        RateLimiter failing = (RateLimiter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimiter.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("acquire")) {
                        return permit;
                    } else if (arguments[1] instanceof List<?>) {
                        return denied;
                    }
                    throw new RedisException(RedisErrorType.TIMEOUT_ERROR, "no answer", null);
                });
        RateLimitClientFilter.Builder filter =
                RateLimitClientFilter.with(failing).key(key).limit(1, MINUTE).maxWait(MINUTE);
        OutgoingQuota quota = new OutgoingQuota(failWithoutStore ? filter.failWithoutStore() : filter);

        Throwable thrown = catchThrowable(() -> quota.acquire(key));

        if (failWithoutStore) {
            assertThat(thrown).isInstanceOf(RedisException.class);
            assertThat(settled).containsExactly(0L);
        } else {
            assertThat(thrown).isNull();
            assertThat(settled).isEmpty();
        }
    }

    /** Whether a request is denied at once, or would wait in line. */
    @Test
    void denial_ofATokenBucket_tellsTheTimeInWhichItsBurstAccrues() {
        QuotaPolicy uneven = QuotaPolicy.tokenBucket(7, MINUTE, 1);
        Client client = client(filter().limit(uneven));
        call(client);

        assertThat(denial(client).window()).isEqualTo(Duration.ofMillis(8_572));
        RateLimiter limiter = limiter();
        assertThat(limiter.tryAcquire(key, uneven).limited()).isFalse();
        Throwable ofLimiter = catchThrowable(() -> limiter.acquire(key, uneven, Duration.ZERO));
        assertThat(ofLimiter)
                .isInstanceOfSatisfying(RateLimitExceededException.class, exceeded -> assertThat(exceeded.window())
                        .isEqualTo(Duration.ofMillis(8_572)));
    }

    /** The store may deny for a last time at the end of a block. */
    @Test
    void block_thatEndsNow_isAskedAgainAndNotAtOnce() {
        List<Long> asked = new CopyOnWriteArrayList<>();
        RateLimitResult over =
                new RateLimitResult(true, RemoteBlocks.POLICY.limit(), 0, 0, Instant.now(), Duration.ZERO);
        RateLimiter ending = (RateLimiter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimiter.class}, (proxy, method, arguments) -> {
                    asked.add(System.nanoTime());
                    return over;
                });
        OutgoingQuota quota = new OutgoingQuota(
                RateLimitClientFilter.with(ending).key(key).limit(1, MINUTE).maxWait(Duration.ofMillis(50)));

        assertThatThrownBy(() -> quota.acquire(key)).isInstanceOf(RateLimitExceededException.class);
        assertThat(asked).hasSizeBetween(1, 51);
    }

    /** Requests that do not wait ask once, whatever stops them. */
    @Test
    void request_takesOneRoundTrip() {
        List<String> asked = new CopyOnWriteArrayList<>();
        RateLimiter real = limiter();
        RateLimiter counted = (RateLimiter) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {RateLimiter.class}, (proxy, method, arguments) -> {
                    asked.add(method.getName());
                    return method.invoke(real, arguments);
                });
        Client limited = client(
                RateLimitClientFilter.with(counted).key(key).limit(2, MINUTE).maxWait(Duration.ofSeconds(1)));
        Client free = client(RateLimitClientFilter.with(counted).key(key));
        for (Client client : List.of(limited, limited, free)) {
            call(client);
        }
        denial(limited);

        assertThat(asked).containsExactly("tryAcquire", "tryAcquire", "tryAcquire", "tryAcquire");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "401, 401"})
    void key_thatIsTooLongOrEmpty_failsTheRequest(int length, String shown) {
        Client client = client(RateLimitClientFilter.with(limiter()).keys(uri -> "k".repeat(length)));

        assertThatThrownBy(() -> call(client))
                .hasRootCauseInstanceOf(IllegalArgumentException.class)
                .hasStackTraceContaining("the key of a request has " + shown + " characters; accepted: 1 to 400");
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
