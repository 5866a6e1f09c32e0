package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.read.CallerBypass;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which requests want fresh values. */
class NoCacheFilterTest {
    private static boolean marks(String... fields) {
        MultivaluedHashMap<String, String> headers = new MultivaluedHashMap<>();
        for (String field : fields) {
            headers.add("Cache-Control", field);
        }
        AtomicBoolean marked = new AtomicBoolean();
        CallerBypass.Requests requests = new CallerBypass.Requests() {
            @Override
            public boolean mark(Runnable ended) {
                return !marked.getAndSet(true);
            }

            @Override
            public boolean isMarked() {
                return marked.get();
            }
        };
        new NoCacheFilter(new CallerBypass(requests))
                .filter(PathLimitFixture.stub(ContainerRequestContext.class, (method, arguments) -> headers));
        return marked.get();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no-cache",
                "No-Cache",
                " max-age=0 ,\tno-cache",
                "no-cache, max-age=0",
                ",,no-cache,",
                "ext=\"a,\\\"b\",no-cache"
            })
    void noCache_wherever_isFound(String field) {
        assertThat(marks(field)).isTrue();
        assertThat(marks("max-age=0", field)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "max-age=0", "no-store", "no-cached", "ext=\"a,no-cache,b\"", "ext=\"no-cache", "x no-cache"
            })
    void otherDirective_isNone(String field) {
        assertThat(marks(field)).isFalse();
    }

    @Test
    void requestWithoutAContext_isAnsweredAllTheSame() {
        MultivaluedHashMap<String, String> headers = new MultivaluedHashMap<>();
        headers.add("Cache-Control", "no-cache");
        CallerBypass bypass = new CallerBypass(CallerBypass.Requests.NONE);

        new NoCacheFilter(bypass)
                .filter(PathLimitFixture.stub(ContainerRequestContext.class, (method, arguments) -> headers));

        assertThat(bypass.isActive()).isFalse();
    }

    @Test
    void requestWithoutTheField_wantsNothing() {
        assertThat(marks()).isFalse();
    }
}
