package io.boosterbeacon.redis.internal.store.redis.connection;

import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.redis.Faults;
import io.boosterbeacon.redis.internal.store.redis.Operator;
import io.boosterbeacon.redis.internal.store.redis.connection.WriteConfirmations.Confirmed;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.SetArgs;
import io.lettuce.core.resource.ClientResources;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever waits for a confirmation gets an answer, from the server that has the data. */
class WriteConfirmationsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final RedisProcess former = RedisProcess.start();
    private final RedisProcess master = RedisProcess.start();
    private final ClientResources resources = RedisClients.resources(new Channels());
    private final Connector toFormer = new SingleConnector(Faults.options(former.url(), TIMEOUT), null, resources);
    private final Connector toMaster = new SingleConnector(Faults.options(master.url(), TIMEOUT), null, resources);
    private final Scheduler timer = new Scheduler("confirmations-test");
    private final AtomicInteger refreshes = new AtomicInteger();
    private volatile Connector current = toMaster;
    /** The name of a method that throws. */
    private volatile String broken = "";

    private final Connector connector = (Connector) Proxy.newProxyInstance(
            Connector.class.getClassLoader(), new Class<?>[] {Connector.class}, (proxy, method, args) -> {
                if (method.getName().equals(broken)) {
                    throw new AssertionError("broken");
                }
                if (method.getName().equals("refresh")) {
                    refreshes.incrementAndGet();
                }
                try {
                    return method.invoke(current, args);
                } catch (InvocationTargetException e) {
                    throw e.getCause();
                }
            });

    private final WriteConfirmations confirmations = new WriteConfirmations(connector, timer);

    @AfterEach
    void close() throws Exception {
        confirmations.close();
        toFormer.client().shutdown();
        toMaster.client().shutdown();
        resources.shutdown(0, 1, TimeUnit.SECONDS).await();
        timer.close();
        former.close();
        master.close();
    }

    private CompletableFuture<Confirmed> confirm(String key) {
        return confirmations
                .confirm("mark", key, (value, expiresAt) -> value != null, 0, false)
                .toCompletableFuture();
    }

    /** Sentinel names another master, but the connection to the former one stays open. */
    @Test
    void formerMaster_thatCanStillBeReached_isNotAskedForEver() {
        try (Operator operator = new Operator(master.url())) {
            operator.redis().set("entry", "value");
        }
        current = toFormer;
        assertThat(done(confirm("entry")).isThere()).isFalse();

        current = toMaster;

        assertThat(done(confirm("entry")).isThere()).isTrue();
        assertThat(refreshes).hasValue(1);
        assertThat(done(confirm("entry")).isThere()).isTrue();
        assertThat(refreshes).as("the connection is kept").hasValue(1);
    }

    /** Otherwise each later revocation would wait for a round that never ends. */
    @ParameterizedTest
    @ValueSource(strings = {"serverOf", "connectTo", "refresh"})
    void confirmation_afterAnUnexpectedFailure_isAskedForAgain(String method) {
        try (Operator operator = new Operator(master.url())) {
            operator.redis().set("entry", "value");
        }
        broken = method;
        CompletableFuture<Confirmed> first = confirm("missing");
        CompletableFuture<Confirmed> second = confirm("missing");
        await().atMost(Duration.ofSeconds(30)).until(() -> first.isDone() && second.isDone());

        broken = "";

        assertThat(done(confirm("entry")).isThere()).isTrue();
    }

    @Test
    void value_isCheckedTogetherWithItsExpiry() {
        List<Long> expiries = new ArrayList<>();
        long before = System.currentTimeMillis();
        try (Operator operator = new Operator(master.url())) {
            operator.redis().set("brief", "value", SetArgs.Builder.px(60_000));
            operator.redis().set("eternal", "value");
        }
        for (String key : List.of("brief", "eternal")) {
            boolean isThere = done(confirmations
                            .confirm("mark", key, (value, expiresAt) -> expiries.add(expiresAt), 0, false)
                            .toCompletableFuture())
                    .isThere();
            assertThat(isThere).isTrue();
        }
        assertThat(expiries.get(0)).isBetween(before + 59_000, System.currentTimeMillis() + 60_000);
        assertThat(expiries.get(1)).isEqualTo(Long.MAX_VALUE);
    }
}
