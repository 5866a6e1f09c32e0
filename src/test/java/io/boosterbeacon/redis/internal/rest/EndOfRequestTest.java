package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of calls that no response of JAX-RS has ended. */
class EndOfRequestTest extends PathLimitFixture {
    private boolean asynchronous;
    private boolean refusesListeners;
    private int status = 200;

    private final EndOfRequest filter = new EndOfRequest();
    private final List<AsyncListener> listeners = new ArrayList<>();
    private final AsyncContext async = stub(AsyncContext.class, (method, arguments) -> {
        if (!method.equals("addListener")) {
            return null;
        }
        if (refusesListeners) {
            throw new IllegalStateException("complete");
        }
        return listeners.add((AsyncListener) arguments[0]);
    });

    /** The ends of asynchronous requests. */
    enum End {
        COMPLETE {
            @Override
            void of(AsyncListener listener, AsyncEvent event) throws IOException {
                listener.onComplete(event);
            }
        },
        TIMEOUT {
            @Override
            void of(AsyncListener listener, AsyncEvent event) throws IOException {
                listener.onTimeout(event);
            }
        },
        ERROR {
            @Override
            void of(AsyncListener listener, AsyncEvent event) throws IOException {
                listener.onError(event);
            }
        };

        abstract void of(AsyncListener listener, AsyncEvent event) throws IOException;
    }

    @BeforeEach
    void oneAtATime() {
        properties.put("beacon.ratelimit.\"all\".algorithm", "CONCURRENCY");
        properties.put("beacon.ratelimit.\"all\".value", "1");
    }

    /** JAX-RS decides a request. */
    private boolean admits() {
        return limits().ofRefused()
                .orElseThrow()
                .decide(caller("GET", "any"), false)
                .admitted();
    }

    private boolean admitsNext() {
        counts = new RequestCounts();
        return admits();
    }

    private void dispatch(@Nullable RequestCounts known, FilterChain chain) throws IOException, ServletException {
        filter.doFilter(
                stub(HttpServletRequest.class, (method, arguments) -> switch (method) {
                    case "getAttribute" -> known;
                    case "isAsyncStarted" -> asynchronous;
                    case "getAsyncContext" -> async;
                    default -> throw new AssertionError(method);
                }),
                stub(HttpServletResponse.class, (method, arguments) -> status),
                chain);
    }

    /** One request that JAX-RS counts, and that nothing ends but the container. */
    private void request() throws IOException, ServletException {
        dispatch(counts, (request, response) -> assertThat(admits()).isTrue());
    }

    @ParameterizedTest
    @CsvSource({"200", "404", "500"})
    void request_thatReturns_hasEnded(int answered) throws Exception {
        status = answered;
        request();

        assertThat(admitsNext()).isTrue();
    }

    @Test
    void request_thatThrows_hasEnded() throws Exception {
        RequestCounts own = counts;
        assertThatThrownBy(() -> dispatch(own, (request, response) -> {
                    assertThat(admits()).isTrue();
                    assertThat(admitsNext()).isFalse();
                    throw new ServletException("unmapped");
                }))
                .hasMessage("unmapped");

        assertThat(admitsNext()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void request_thatIsAsynchronous_endsWhenTheContainerHasFinishedIt(End end) throws Exception {
        asynchronous = true;
        request();
        assertThat(admitsNext()).isFalse();

        // asynchronous once more
        listeners.get(0).onStartAsync(new AsyncEvent(async));
        assertThat(admitsNext()).isFalse();
        end.of(listeners.get(1), new AsyncEvent(async));

        assertThat(admitsNext()).isTrue();
    }

    @Test
    void request_thatHasBeenCompletedMeanwhile_hasEnded() throws Exception {
        asynchronous = true;
        refusesListeners = true;
        request();

        assertThat(admitsNext()).isTrue();
    }

    @Test
    void errorPage_thatIsCounted_endsWithItsDispatch() throws Exception {
        request();
        request();

        assertThat(admitsNext()).isTrue();
        assertThat(admitsNext()).isFalse();
    }

    @Test
    void end_thatIsToldTwice_doesNotEndTheNextCall() throws Exception {
        asynchronous = true;
        request();
        listeners.get(0).onError(new AsyncEvent(async));
        assertThat(admitsNext()).isTrue();

        listeners.get(0).onComplete(new AsyncEvent(async));

        assertThat(admitsNext()).isFalse();
    }

    @Test
    void request_thatNothingHasCounted_isLeftAlone() throws Exception {
        asynchronous = true;
        dispatch(null, (request, response) -> {});
        dispatch(counts, (request, response) -> {});

        assertThat(listeners).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"200, false, true", "399, false, true", "400, false, false", "200, true, false"})
    void outcome_ofARequestWithoutAResponseOfJaxRs_isThatOfItsStatus(int answered, boolean thrown, boolean success)
            throws Exception {
        properties.put("beacon.ratelimit.\"all\".algorithm", "FIXED_WINDOW");
        properties.put("beacon.ratelimit.\"all\".count", "SUCCESSES");
        status = answered;
        try {
            dispatch(counts, (request, response) -> {
                assertThat(admits()).isTrue();
                if (thrown) {
                    throw new ServletException("unmapped");
                }
            });
        } catch (ServletException e) {
            assertThat(thrown).isTrue();
        }

        assertThat(admitsNext()).isEqualTo(!success);
    }

    @ParameterizedTest
    @EnumSource
    void outcome_ofAnAsynchronousRequest_isThatOfItsEnd(End end) throws Exception {
        properties.put("beacon.ratelimit.\"all\".algorithm", "FIXED_WINDOW");
        properties.put("beacon.ratelimit.\"all\".count", "SUCCESSES");
        asynchronous = true;
        request();
        end.of(listeners.get(0), new AsyncEvent(async));

        assertThat(admitsNext()).isEqualTo(end != End.COMPLETE);
    }
}
