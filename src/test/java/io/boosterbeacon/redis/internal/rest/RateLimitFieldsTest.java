package io.boosterbeacon.redis.internal.rest;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.config.AddressSettings;
import io.boosterbeacon.redis.internal.config.RateLimitSettings;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.ResetFormat;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.rest.RateLimitFields.Quota;
import io.boosterbeacon.redis.internal.rest.RateLimitFields.Unit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.ratelimit.RateLimitResult;
import jakarta.ws.rs.core.Response;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.LongRange;
import org.greenbytes.http.sfv.ByteSequenceItem;
import org.greenbytes.http.sfv.IntegerItem;
import org.greenbytes.http.sfv.ListElement;
import org.greenbytes.http.sfv.Parser;
import org.greenbytes.http.sfv.StringItem;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client reads, by a parser that is not ours. */
class RateLimitFieldsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final long MAX_COUNT = (1L << 53) - 1;
    private static final long MAX_INTEGER = 999_999_999_999_999L;
    private static final Duration TEN_YEARS = Duration.ofDays(3_660);
    private static final RateLimitResponses RESPONSES = responses(Duration.ZERO, 0, Optional.empty());

    private static RateLimitResponses responses(Duration jitter, double random, Optional<String> secret) {
        RateLimitSettings settings = new RateLimitSettings(
                true,
                Duration.ofMillis(100),
                Headers.IETF,
                ResetFormat.INSTANT,
                false,
                jitter,
                secret.map(text -> new SecretKeySpec(text.getBytes(StandardCharsets.UTF_8), "HmacSHA256")),
                new AddressSettings(IpNetworks.NONE, 64),
                List.of());
        return new RateLimitResponses(new Json(), settings, () -> NOW, () -> random);
    }

    private static List<ListElement<?>> parse(@Nullable Object field) {
        return List.copyOf(Parser.parseList(String.valueOf(field)).get());
    }

    private static long integer(ListElement<?> item, String parameter) {
        return ((IntegerItem) requireNonNull(item.getParams().get(parameter))).get();
    }

    private static ByteBuffer bytes(ListElement<?> item, String parameter) {
        return ((ByteSequenceItem) requireNonNull(item.getParams().get(parameter))).get();
    }

    /** Whole seconds that are not shorter. */
    private static long ceiling(Duration duration) {
        return duration.isNegative() ? 0 : duration.plusNanos(999_999_999).toSeconds();
    }

    @Provide
    static Arbitrary<List<Verdict.Result>> verdicts() {
        Arbitrary<String> names = Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('A', 'Z')
                .numeric()
                .withChars("._-")
                .ofMinLength(1)
                .ofMaxLength(64);
        Arbitrary<Duration> times =
                Arbitraries.longs().between(0, TEN_YEARS.toNanos()).map(Duration::ofNanos);
        Arbitrary<Duration> windows =
                Arbitraries.longs().between(1, TEN_YEARS.toMillis()).map(Duration::ofMillis);
        Arbitrary<Long> limits = Arbitraries.longs().between(1, MAX_COUNT);
        return Combinators.combine(names, windows, limits, limits, times, Arbitraries.of(true, false))
                .as((name, window, limit, count, time, limited) -> new Verdict.Result(
                        name,
                        name + "'s subject",
                        window,
                        new RateLimitResult(
                                limited,
                                limit,
                                Math.min(count, limit),
                                limit - Math.min(count, limit),
                                NOW.plus(time),
                                limited ? time.dividedBy(2) : Duration.ZERO)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(8);
    }

    @Property
    void fields_ofAnyVerdict_areItsValuesByRfc9651(@ForAll("verdicts") List<Verdict.Result> results) {
        Map<String, Object> fields = RESPONSES.headers(new Verdict(results, false));

        List<ListElement<?>> policies = parse(fields.get("RateLimit-Policy"));
        List<ListElement<?>> limits = parse(fields.get("RateLimit"));
        assertThat(policies).hasSameSizeAs(results);
        assertThat(limits).hasSameSizeAs(results);
        for (int i = 0; i < results.size(); i++) {
            Verdict.Result result = results.get(i);
            RateLimitResult decision = result.decision();
            ListElement<?> policy = policies.get(i);
            ListElement<?> limit = limits.get(i);

            assertThat(policy)
                    .isInstanceOf(StringItem.class)
                    .extracting(ListElement::get)
                    .isEqualTo(result.policy());
            assertThat(limit)
                    .isInstanceOf(StringItem.class)
                    .extracting(ListElement::get)
                    .isEqualTo(result.policy());
            assertThat(policy.getParams()).containsOnlyKeys("q", "w");
            assertThat(limit.getParams()).containsOnlyKeys("r", "t");
            assertThat(integer(policy, "q")).isEqualTo(Math.min(decision.limit(), MAX_INTEGER));
            assertThat(integer(policy, "w")).isPositive().isEqualTo(ceiling(result.window()));
            assertThat(integer(limit, "r")).isEqualTo(Math.min(decision.remaining(), MAX_INTEGER));
            assertThat(integer(limit, "t"))
                    .isEqualTo(ceiling(
                            decision.limited() ? decision.retryAfter() : Duration.between(NOW, decision.resetTime())));
        }
    }

    @Property
    void retryAfter_ofAnyDenial_isNeverEarlierThanTheTimeOfAViolatedPolicy(
            @ForAll("verdicts") List<Verdict.Result> results,
            @ForAll @LongRange(max = 3_600) long jitter,
            @ForAll @DoubleRange(max = 1, maxIncluded = false) double random) {
        Verdict verdict = new Verdict(results, false);
        Assume.that(!verdict.admitted());
        RateLimitResponses responses = responses(Duration.ofSeconds(jitter), random, Optional.empty());

        Response response = responses.denied(verdict);

        long retryAfter = Long.parseLong(response.getHeaderString("Retry-After"));
        List<ListElement<?>> limits = parse(responses.headers(verdict).get("RateLimit"));
        Duration longest = Duration.ZERO;
        for (int i = 0; i < results.size(); i++) {
            RateLimitResult decision = results.get(i).decision();
            if (decision.limited()) {
                assertThat(integer(limits.get(i), "t")).isLessThanOrEqualTo(retryAfter);
                longest = longest.compareTo(decision.retryAfter()) < 0 ? decision.retryAfter() : longest;
            }
        }
        assertThat(retryAfter)
                .isGreaterThanOrEqualTo(Math.max(1, ceiling(longest)))
                .isLessThanOrEqualTo(Math.max(1, ceiling(longest)) + jitter);
    }

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0, 0.9, 1",
        "PT0.000000001S, 0, 0.9, 1",
        "PT1S, 0, 0.9, 1",
        "PT1.0000001S, 0, 0.9, 2",
        "PT2S, 10, 0, 2",
        "PT2S, 10, 0.5, 7",
        "PT2S, 10, 0.51, 8"
    })
    void retryAfter_isRoundedUpAndDelayedByTheShareOfTheJitter(
            Duration wait, long jitter, double random, String retryAfter) {
        Verdict verdict = denial("default", wait);

        Response response =
                responses(Duration.ofSeconds(jitter), random, Optional.empty()).denied(verdict);

        assertThat(response.getHeaderString("Retry-After")).isEqualTo(retryAfter);
    }

    private static Verdict denial(String policy, Duration wait) {
        return new Verdict(
                List.of(new Verdict.Result(
                        policy,
                        "subject",
                        Duration.ofSeconds(10),
                        new RateLimitResult(true, 5, 5, 0, NOW.plus(wait), wait))),
                false);
    }

    @Test
    void denial_isAProblemThatNoCacheKeeps() {
        Response response = RESPONSES.denied(denial("burst", Duration.ofMillis(1_001)));

        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getMediaType()).hasToString("application/problem+json;charset=UTF-8");
        assertThat(response.getEntity())
                .asString()
                .contains("\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"")
                .contains("\"status\":429")
                .contains("\"violated-policies\":[\"burst\"]")
                .contains("\"error\":\"Rate limit exceeded\"")
                .contains("\"resetTime\":\"2026-03-01T12:00:01.001Z\"");
    }

    @Test
    void violatedPolicies_areThoseThatDenied_theLongestWaitFirst() {
        List<Verdict.Result> results = List.of(
                denial("short", Duration.ofSeconds(1)).results().get(0),
                new Verdict.Result(
                        "admitting",
                        "subject",
                        Duration.ofSeconds(10),
                        new RateLimitResult(false, 5, 1, 4, NOW, Duration.ZERO)),
                denial("long", Duration.ofSeconds(2)).results().get(0));

        assertThat(RESPONSES.denied(new Verdict(results, false)).getEntity())
                .asString()
                .contains("\"violated-policies\":[\"long\",\"short\"]");
    }

    @Test
    void unavailable_isNotCachedAndDelaysByTheJitter() {
        Response response =
                responses(Duration.ofSeconds(10), 0.5, Optional.empty()).unavailable();

        assertThat(response.getStatus()).isEqualTo(503);
        assertThat(response.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("6");
    }

    @Test
    void exceptionOfABean_isAnsweredLikeADeniedRequest() {
        RateLimitResult result = new RateLimitResult(true, 5, 5, 0, NOW.plusMillis(1_500), Duration.ofMillis(1_500));

        Response response = new RateLimitExceededMapper(RESPONSES)
                .toResponse(new RateLimitExceededException("mail", Duration.ofSeconds(10), result));

        assertThat(response.getStatus()).isEqualTo(429);
        assertThat(response.getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(response.getHeaderString("Retry-After")).isEqualTo("2");
        assertThat(response.getHeaderString("RateLimit-Policy")).isEqualTo("\"mail\";q=5;w=10");
        assertThat(response.getHeaderString("RateLimit")).isEqualTo("\"mail\";r=0;t=2");
    }

    /** An application may throw the exception with any name. */
    @ParameterizedTest
    @ValueSource(strings = {"", "with \"quotes\"", "back\\slash", "a, \"b\";q=1"})
    void name_ofPrintableCharacters_isReadBack(String name) {
        assertThat(parse(RateLimitFields.limits(List.of(quota(name, Unit.REQUESTS)))))
                .singleElement()
                .extracting(ListElement::get)
                .isEqualTo(name);
    }

    @Test
    void name_ofOtherCharacters_hasQuestionMarksInstead() {
        assertThat(RateLimitFields.policies(List.of(quota("gr\u00fcn\r\nSet-Cookie: a\u0000\u007f", Unit.REQUESTS))))
                .isEqualTo("\"gr?n??Set-Cookie: a??\";q=1");
    }

    private static Quota quota(String name, Unit unit) {
        return new Quota(name, 1, unit, null, null, 1, null);
    }

    @Test
    void concurrency_hasItsUnitAndNoTimes() {
        List<Quota> quotas = List.of(quota("slow", Unit.CONCURRENT_REQUESTS));

        ListElement<?> policy = parse(RateLimitFields.policies(quotas)).get(0);
        assertThat(policy.getParams()).containsOnlyKeys("q", "qu");
        assertThat(policy.getParams().get("qu"))
                .isInstanceOf(StringItem.class)
                .extracting(item -> ((StringItem) item).get())
                .isEqualTo("concurrent-requests");
        assertThat(RateLimitFields.limits(quotas)).isEqualTo("\"slow\";r=1");
    }

    @Test
    void integers_outOfRange_areClamped() {
        Quota quota = new Quota(
                "odd",
                Long.MAX_VALUE,
                Unit.REQUESTS,
                Duration.ofSeconds(Long.MAX_VALUE),
                null,
                -5,
                Duration.ofDays(-1));

        assertThat(RateLimitFields.policies(List.of(quota))).isEqualTo("\"odd\";q=999999999999999;w=999999999999999");
        assertThat(RateLimitFields.limits(List.of(quota))).isEqualTo("\"odd\";r=0;t=0");
    }

    @Test
    void partitionKey_isEqualOnAllNodesAndDiffersByPolicyAndSubjectAndSecret() {
        ByteBuffer key = partition("0123456789abcdef", "burst", "alice");

        assertThat(partition("0123456789abcdef", "burst", "alice")).isEqualTo(key);
        assertThat(List.of(
                        partition("0123456789abcdef", "burst", "bob"),
                        partition("0123456789abcdef", "daily", "alice"),
                        partition("fedcba9876543210", "burst", "alice")))
                .doesNotContain(key)
                .doesNotHaveDuplicates();
    }

    private static ByteBuffer partition(String secret, String policy, String subject) {
        Verdict verdict = new Verdict(
                List.of(new Verdict.Result(
                        policy,
                        subject,
                        Duration.ofSeconds(10),
                        new RateLimitResult(false, 5, 1, 4, NOW, Duration.ZERO))),
                false);
        Map<String, Object> fields =
                responses(Duration.ZERO, 0, Optional.of(secret)).headers(verdict);
        ByteBuffer key = bytes(parse(fields.get("RateLimit")).get(0), "pk");
        assertThat(bytes(parse(fields.get("RateLimit-Policy")).get(0), "pk")).isEqualTo(key);
        assertThat(key.remaining()).isEqualTo(9);
        return key;
    }

    @Test
    void partitionKey_withoutASubject_isNotWritten() {
        RateLimitResult result = new RateLimitResult(true, 5, 5, 0, NOW, Duration.ofSeconds(1));
        Response response = new RateLimitExceededMapper(responses(Duration.ZERO, 0, Optional.of("0123456789abcdef")))
                .toResponse(new RateLimitExceededException("mail", Duration.ofSeconds(10), result));

        assertThat(response.getHeaderString("RateLimit")).isEqualTo("\"mail\";r=0;t=1");
    }
}
