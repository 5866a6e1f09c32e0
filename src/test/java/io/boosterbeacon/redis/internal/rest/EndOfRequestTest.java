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
import jakarta.servlet.DispatcherType;
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
    private DispatcherType dispatcher = DispatcherType.REQUEST;

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

    /** What containers tell before they complete an asynchronous request. */
    enum Event {
        NOTHING {
            @Override
            void tell(AsyncListener listener, AsyncEvent event) {}
        },
        TIMEOUT {
            @Override
            void tell(AsyncListener listener, AsyncEvent event) throws IOException {
                listener.onTimeout(event);
            }
        },
        ERROR {
            @Override
            void tell(AsyncListener listener, AsyncEvent event) throws IOException {
                listener.onError(event);
            }
        };

        abstract void tell(AsyncListener listener, AsyncEvent event) throws IOException;

        /** Tells all of it. */
        void end(AsyncListener listener, AsyncEvent event) throws IOException {
            tell(listener, event);
            listener.onComplete(event);
        }
    }

    @BeforeEach
    void oneAtATime() {
        properties.put("beacon.ratelimit.\"all\".algorithm", "CONCURRENCY");
        properties.put("beacon.ratelimit.\"all\".value", "1");
    }

    /** JAX-RS decides a request. */
    private Verdict decide() {
        return limits().ofRefused().decide(caller("GET", "any"), false, null);
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
                    case "getDispatcherType" -> dispatcher;
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
    void request_thatIsAsynchronous_endsWhenTheContainerHasFinishedIt(Event event) throws Exception {
        asynchronous = true;
        request();
        assertThat(admitsNext()).isFalse();

        // somebody may give it more time, or dispatch it
        event.tell(listeners.get(0), new AsyncEvent(async));
        assertThat(admitsNext()).isFalse();
        // asynchronous once more
        listeners.get(0).onStartAsync(new AsyncEvent(async));
        assertThat(admitsNext()).isFalse();
        listeners.get(1).onComplete(new AsyncEvent(async));

        assertThat(admitsNext()).isTrue();
    }

    @Test
    void forwardedRequest_thatReturns_hasEndedBeforeItsContainerClosesTheResponse() throws Exception {
        RequestCounts own = counts;
        dispatch(own, (request, response) -> {
            assertThat(admits()).isTrue();
            dispatcher = DispatcherType.FORWARD;
            dispatch(own, (forwarded, answered) -> assertThat(admitsNext()).isFalse());
            assertThat(admitsNext()).isTrue();
        });
    }

    @Test
    void forwardedRequest_thatThrows_runsOnInTheFirstDispatch() throws Exception {
        RequestCounts own = counts;
        dispatch(own, (request, response) -> {
            assertThat(admits()).isTrue();
            dispatcher = DispatcherType.FORWARD;
            assertThatThrownBy(() -> dispatch(own, (forwarded, answered) -> {
                        throw new ServletException("broken");
                    }))
                    .hasMessage("broken");
            assertThat(admitsNext()).isFalse();
            dispatcher = DispatcherType.REQUEST;
        });

        assertThat(admitsNext()).isTrue();
    }

    @Test
    void asynchronousRequest_thatThrows_hasFailedWithThat() throws Exception {
        List<RateLimitOutcome> outcomes = settleCosts();
        asynchronous = true;
        IllegalStateException failure = new IllegalStateException("after startAsync");
        assertThatThrownBy(() -> dispatch(counts, (request, response) -> {
                    assertThat(admits()).isTrue();
                    throw failure;
                }))
                .isSameAs(failure);
        assertThat(outcomes).isEmpty();

        listeners.get(0).onComplete(new AsyncEvent(async));

        assertThat(outcomes).containsExactly(ended(Kind.FAILED, failure));
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
        Event.ERROR.end(listeners.get(0), new AsyncEvent(async));
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
                Arguments.of(Event.NOTHING, 200, null, ended(Kind.COMPLETED, 200)),
                Arguments.of(Event.NOTHING, 500, null, ended(Kind.FAILED, 500)),
                Arguments.of(Event.TIMEOUT, 500, null, ended(Kind.FAILED, 500)),
                // a listener has answered
                Arguments.of(Event.TIMEOUT, 200, null, ended(Kind.COMPLETED, 200)),
                Arguments.of(Event.ERROR, 200, null, ended(Kind.FAILED, null)),
                Arguments.of(Event.ERROR, 500, failure, ended(Kind.FAILED, failure)),
                Arguments.of(Event.ERROR, 200, new IOException("broken pipe"), ended(Kind.ABORTED, null)));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void cost_ofAnAsynchronousRequest_isSettledByItsEnd(
            Event event, int answered, @Nullable Throwable error, RateLimitOutcome outcome) throws Exception {
        List<RateLimitOutcome> outcomes = settleCosts();
        asynchronous = true;
        status = answered;
        request();
        assertThat(outcomes).isEmpty();

        event.end(listeners.get(0), new AsyncEvent(async, error));

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

        (hangsUp ? Event.ERROR : Event.NOTHING)
                .end(listeners.get(0), new AsyncEvent(async, hangsUp ? new IOException("reset") : null));

        assertThat(outcomes)
                .containsExactly(
                        new RateLimitOutcome(kind, OptionalInt.of(201), Optional.of("entity"), Optional.empty()));
    }

    @ParameterizedTest
    @EnumSource
    void outcome_ofAnAsynchronousRequest_isThatOfItsEnd(Event event) throws Exception {
        properties.put("beacon.ratelimit.\"all\".algorithm", "FIXED_WINDOW");
        properties.put("beacon.ratelimit.\"all\".count", "SUCCESSES");
        asynchronous = true;
        status = event == Event.TIMEOUT ? 500 : 200;
        request();
        event.end(listeners.get(0), new AsyncEvent(async));

        assertThat(admitsNext()).isEqualTo(event != Event.NOTHING);
    }
}
