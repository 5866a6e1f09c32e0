package io.boosterbeacon.redis.internal.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.boosterbeacon.redis.RedisErrorType;
import java.lang.management.ManagementFactory;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TelemetryTest {
    private static final Supplier<List<String>> NOTHING = List::of;

    private static Telemetry recording(List<String> heard) {
        return (Telemetry) Proxy.newProxyInstance(
                Telemetry.class.getClassLoader(), new Class<?>[] {Telemetry.class}, (proxy, method, arguments) -> {
                    String event = method.getName() + Arrays.toString(arguments);
                    if (method.getReturnType() == CacheHits.class) {
                        return (CacheHits) () -> heard.add(event);
                    }
                    heard.add(event);
                    return null;
                });
    }

    static Stream<Method> kinds() {
        return Arrays.stream(Telemetry.class.getMethods()).filter(Method::isDefault);
    }

    private static @Nullable Object example(Class<?> type) {
        if (type == long.class) {
            return 42L;
        }
        if (type == int.class) {
            return 42;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type.isEnum()) {
            return type.getEnumConstants()[1];
        }
        return type == String.class ? "text" : null;
    }

    @ParameterizedTest
    @MethodSource("kinds")
    void event_ofEachKind_isHeardOnceByEachListener(Method kind) throws Exception {
        List<String> first = new ArrayList<>();
        List<String> second = new ArrayList<>();
        Object[] arguments = Arrays.stream(kind.getParameterTypes())
                .map(TelemetryTest::example)
                .toArray();

        Object told = kind.invoke(Telemetry.of(List.of(recording(first), recording(second))), arguments);
        if (told instanceof CacheHits hits) {
            hits.hit();
        }

        assertThat(first).containsExactly(kind.getName() + Arrays.toString(arguments));
        assertThat(second).isEqualTo(first);
    }

    /** Also if others hear of nothing, before or after it. */
    @Test
    void hits_areHeardByWhoCountsThem() {
        List<String> heard = new ArrayList<>();
        Telemetry deaf = new Telemetry() {};

        Telemetry.of(List.of(deaf, recording(heard), deaf))
                .cacheHits("cache", HitSource.NEAR)
                .hit();

        assertThat(heard).containsExactly("cacheHits[cache, NEAR]");
        assertThat(Telemetry.of(List.of(deaf, deaf)).cacheHits("cache", HitSource.NEAR))
                .isSameAs(CacheHits.NONE);
    }

    @Test
    void listeners_thatAreNoneOrOne_areNotWrapped() {
        Telemetry one = recording(new ArrayList<>());

        assertThat(Telemetry.of(List.of(one))).isSameAs(one);
        assertThat(Telemetry.of(List.of())).isSameAs(Telemetry.NONE);
    }

    /** Interpreted, before the compiler can remove anything. */
    @ParameterizedTest
    @MethodSource("audiences")
    void call_whereNobodyListens_allocatesNothing(Telemetry telemetry) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        callAll(telemetry);
        long id = Thread.currentThread().getId();
        long unused = threads.getThreadAllocatedBytes(id);
        long before = threads.getThreadAllocatedBytes(id);
        long measuring = threads.getThreadAllocatedBytes(id) - before;

        before = threads.getThreadAllocatedBytes(id);
        for (int i = 0; i < 1_000; i++) {
            callAll(telemetry);
        }
        long allocated = threads.getThreadAllocatedBytes(id) - before - measuring;

        assertThat(allocated).isZero();
    }

    static Stream<Telemetry> audiences() {
        return Stream.of(Telemetry.NONE, Telemetry.of(List.of(new Telemetry() {}, new Telemetry() {})));
    }

    private static void callAll(Telemetry telemetry) {
        telemetry.cacheHits("cache", HitSource.REMOTE).hit();
        telemetry.cacheMiss("cache");
        telemetry.cacheLoaded("cache", 1_000_000L);
        telemetry.cacheLoadFailed("cache", 1_000_000L);
        telemetry.cacheUnreadable("cache");
        telemetry.cacheServedStale("cache");
        telemetry.cacheValueKept("cache", 100);
        telemetry.cacheValueDropped("cache", 100, true);
        telemetry.cacheInvalidated("cache", true);
        telemetry.limitDecided("endpoint", "policy", "subject", LimitOutcome.ADMITTED, null, false);
        telemetry.tokenChecked(CheckOutcome.NOT_REVOKED);
        telemetry.tokenRejected("id", NOTHING, "GET", "path");
        telemetry.commandFailed(StoreUse.CACHE, RedisErrorType.TIMEOUT_ERROR);
        telemetry.circuitChanged(StoreUse.CACHE, CircuitState.OPEN);
    }
}
