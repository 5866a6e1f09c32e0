package io.boosterbeacon.redis.internal.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.ratelimit.RateLimitCall;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome;
import io.boosterbeacon.redis.ratelimit.RateLimitOutcome.Kind;
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
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

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
    private Verdict decide() {
        return limits().ofRefused().orElseThrow().decide(caller("GET", "any"), false, null);
    }

    private boolean admits() {
        return decide().admitted();
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

    /** Determines costs, and remembers how calls have ended. */
    private static final class Costs implements RateLimitCostResolver {
        private final List<RateLimitOutcome> outcomes = new ArrayList<>();

        @Override
        public long cost(RateLimitCall call) {
            return 1;
        }

        @Override
        public long settle(RateLimitCall call, RateLimitOutcome outcome) {
            outcomes.add(outcome);
            return 0;
        }
    }

    private List<RateLimitOutcome> settleCosts() {
        Costs bean = new Costs();
        costs = bean;
        properties.put("beacon.ratelimit.\"all\".algorithm", "FIXED_WINDOW");
        properties.put("beacon.ratelimit.\"all\".costResolver", Costs.class.getName());
        return bean.outcomes;
    }

    private static RateLimitOutcome ended(Kind kind, int status) {
        return new RateLimitOutcome(kind, OptionalInt.of(status), Optional.empty(), Optional.empty());
    }

    private static RateLimitOutcome ended(Kind kind, @Nullable Throwable failure) {
        return new RateLimitOutcome(kind, OptionalInt.empty(), Optional.empty(), Optional.ofNullable(failure));
    }

    static Stream<Arguments> failures() {
        IOException io = new IOException("reset");
        IllegalStateException other = new IllegalStateException("other");
        return Stream.of(
                Arguments.of(io, io),
                Arguments.of(other, other),
                Arguments.of(new ServletException("wrapped", other), other));
    }

    private static void throwAs(Exception thrown) throws IOException, ServletException {
        if (thrown instanceof IOException failure) {
            throw failure;
        }
        if (thrown instanceof ServletException failure) {
            throw failure;
        }
        throw (RuntimeException) thrown;
    }

    @ParameterizedTest
    @MethodSource("failures")
    void cost_ofARequestThatThrows_isSettledAsFailed(Exception thrown, Throwable failure) {
        List<RateLimitOutcome> outcomes = settleCosts();
        assertThatThrownBy(() -> dispatch(counts, (request, response) -> {
                    assertThat(admits()).isTrue();
                    throwAs(thrown);
                }))
                .isSameAs(thrown);

        assertThat(outcomes).containsExactly(ended(Kind.FAILED, failure));
        assertThat(admitsNext()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"200, COMPLETED", "399, COMPLETED", "400, FAILED", "500, FAILED"})
    void cost_ofARequestWithoutAResponseOfJaxRs_isSettledByItsStatus(int answered, Kind kind) throws Exception {
        List<RateLimitOutcome> outcomes = settleCosts();
        status = answered;
        request();

        assertThat(outcomes).containsExactly(ended(kind, answered));
        assertThat(admitsNext()).isTrue();
    }

    static Stream<Arguments> errors() {
        IllegalStateException failure = new IllegalStateException("other");
        return Stream.of(
                Arguments.of(End.COMPLETE, null, ended(Kind.COMPLETED, 200)),
                Arguments.of(End.TIMEOUT, null, ended(Kind.FAILED, null)),
                Arguments.of(End.ERROR, null, ended(Kind.FAILED, null)),
                Arguments.of(End.ERROR, failure, ended(Kind.FAILED, failure)),
                Arguments.of(End.ERROR, new IOException("broken pipe"), ended(Kind.ABORTED, null)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void cost_ofAnAsynchronousRequest_isSettledByItsEnd(End end, @Nullable Throwable error, RateLimitOutcome outcome)
            throws Exception {
        List<RateLimitOutcome> outcomes = settleCosts();
        asynchronous = true;
        request();
        assertThat(outcomes).isEmpty();

        end.of(listeners.get(0), new AsyncEvent(async, error));
        End.COMPLETE.of(listeners.get(0), new AsyncEvent(async));

        assertThat(outcomes).containsExactly(outcome);
    }

    @ParameterizedTest
    @CsvSource({"false, COMPLETED", "true, ABORTED"})
    void cost_ofAResponseThatJaxRsHasFiltered_isSettledByThatResponse(boolean hangsUp, Kind kind) throws Exception {
        List<RateLimitOutcome> outcomes = settleCosts();
        asynchronous = true;
        status = 500;
        dispatch(counts, (request, response) -> decide().call().answered(201, "entity"));
        assertThat(outcomes).isEmpty();

        (hangsUp ? End.ERROR : End.COMPLETE)
                .of(listeners.get(0), new AsyncEvent(async, hangsUp ? new IOException("reset") : null));

        assertThat(outcomes)
                .containsExactly(
                        new RateLimitOutcome(kind, OptionalInt.of(201), Optional.of("entity"), Optional.empty()));
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
