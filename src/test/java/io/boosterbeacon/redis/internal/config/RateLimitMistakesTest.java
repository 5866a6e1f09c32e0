package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitAlgorithm;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitCount;
import io.boosterbeacon.redis.ratelimit.RateLimitExempt;
import io.boosterbeacon.redis.ratelimit.RateLimitKey;
import io.boosterbeacon.redis.ratelimit.RateLimitKeyResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitScope;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each mistake in an annotation is told with its place, its value and what is accepted. */
class RateLimitMistakesTest {
    static class Api {
        @RateLimit(0)
        void zeroValue() {}

        @RateLimit(-5)
        void negativeValue() {}

        @RateLimit(Long.MAX_VALUE)
        void hugeValue() {}

        @RateLimit(window = -1)
        void negativeWindow() {}

        @RateLimit(window = Long.MAX_VALUE, windowUnit = ChronoUnit.DAYS)
        void overflowingWindow() {}

        @RateLimit(windowUnit = ChronoUnit.NANOS)
        void nanos() {}

        @RateLimit(windowUnit = ChronoUnit.FOREVER)
        void forever() {}

        @RateLimit(value = 5, cost = 6)
        void costAboveValue() {}

        @RateLimit(cost = 0)
        void zeroCost() {}

        @RateLimit(key = RateLimitKey.HEADER)
        void noHeader() {}

        @RateLimit(key = RateLimitKey.CLAIM)
        void noClaim() {}

        @RateLimit(key = RateLimitKey.USER, keyArgument = "sub")
        void needlessArgument() {}

        @RateLimit(key = RateLimitKey.USER, keyResolver = Resolver.class)
        void resolverAndKey() {}

        @RateLimit(keys = RateLimitKey.USER, keyResolver = Resolver.class)
        void resolverAndKeys() {}

        @RateLimit(key = RateLimitKey.USER, keys = RateLimitKey.CLIENT_IP)
        void keyAndKeys() {}

        @RateLimit(keys = {RateLimitKey.USER, RateLimitKey.GLOBAL})
        void globalAmongKeys() {}

        @RateLimit(keys = {RateLimitKey.USER, RateLimitKey.USER})
        void keyTwice() {}

        @RateLimit(
                keys = {RateLimitKey.HEADER, RateLimitKey.HEADER},
                keyArgument = {"X-Tenant", "x-tenant"})
        void headerTwice() {}

        @RateLimit(
                keys = {RateLimitKey.PATH_PARAM, RateLimitKey.USER, RateLimitKey.QUERY_PARAM},
                keyArgument = "id")
        void tooFewArguments() {}

        @RateLimit(
                key = RateLimitKey.PATH_PARAM,
                keyArgument = {"id", "part"})
        void tooManyArguments() {}

        @RateLimit(key = RateLimitKey.QUERY_PARAM, keyArgument = "")
        void emptyArgument() {}

        @RateLimit(key = RateLimitKey.CLAIM, keyArgument = " ")
        void blankArgument() {}

        @RateLimit(key = RateLimitKey.HEADER, keyArgument = "X-Tenant:")
        void headerWithAColon() {}

        @RateLimit(
                keys = {RateLimitKey.QUERY_PARAM, RateLimitKey.HEADER},
                keyArgument = {"any text", "X Tenant"})
        void headerWithASpace() {}

        @RateLimit(
                keys = {RateLimitKey.USER, RateLimitKey.CLIENT_IP},
                keyArgument = "sub")
        void needlessArgumentOfKeys() {}

        @RateLimit(
                keys = {
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.HEADER,
                    RateLimitKey.USER
                },
                keyArgument = {"a", "b", "c", "d", "e", "f", "g", "h"})
        void tooManyKeys() {}

        @RateLimit(scope = RateLimitScope.CLASS, group = "orders")
        void scopeAndGroup() {}

        @RateLimit(group = "or ders")
        void badGroup() {}

        @RateLimit(burst = 5)
        void burstOfAWindow() {}

        @RateLimit(algorithm = RateLimitAlgorithm.TOKEN_BUCKET, burst = -1)
        void negativeBurst() {}

        @RateLimit(
                algorithm = RateLimitAlgorithm.TOKEN_BUCKET,
                window = 3_000,
                windowUnit = ChronoUnit.DAYS,
                burst = 1L << 50)
        void hugeBurst() {}

        @RateLimit(algorithm = RateLimitAlgorithm.TOKEN_BUCKET, value = 9, burst = 5, cost = 6)
        void costAboveBurst() {}

        @RateLimit(algorithm = RateLimitAlgorithm.SLIDING_WINDOW, value = 1L << 50)
        void hugeSlidingWindow() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, window = 999, windowUnit = ChronoUnit.MILLIS)
        void briefExpiry() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, cost = 2)
        void costOfRunningCalls() {}

        @RateLimit(algorithm = RateLimitAlgorithm.SLIDING_WINDOW, aligned = true)
        void alignedSlidingWindow() {}

        @RateLimit(window = 36, windowUnit = ChronoUnit.HOURS, aligned = true)
        void alignedDayAndAHalf() {}

        @RateLimit(window = 1, windowUnit = ChronoUnit.DAYS, aligned = true, zone = "Mars/Olympus")
        void unknownZone() {}

        @RateLimit(zone = "Europe/Berlin")
        void zoneWithoutCalendar() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, leased = true)
        void leasedRunningCalls() {}

        @RateLimit(count = RateLimitCount.FAILURES, leased = true)
        void leasedFailures() {}

        @RateLimit(value = 99, leased = true)
        void leasedLowLimit() {}

        @RateLimit(value = 1_000_000, burst = 99, algorithm = RateLimitAlgorithm.TOKEN_BUCKET, leased = true)
        void leasedLowBurst() {}

        @RateLimit(value = 10_000, cost = 101, leased = true)
        void leasedHighCost() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, count = RateLimitCount.FAILURES)
        void outcomeOfRunningCalls() {}

        @RateLimit(skipMethods = {"GET", "PO ST"})
        void badSkipMethod() {}

        @RateLimit(skipRoles = {"admin", ""})
        void emptySkipRole() {}

        @RateLimit(skipRoles = "\t")
        void blankSkipRole() {}

        @RateLimit(skipMethods = "GET, POST")
        void skipMethodsInOneText() {}

        @RateLimit(tiers = "")
        void emptyTier() {}

        @RateLimit(group = "")
        @RateLimit(name = " ")
        void blankName() {}

        @RateLimit(key = RateLimitKey.GLOBAL, keyArgument = "x")
        void argumentOfAll() {}

        @RateLimit(keyResolver = Resolver.class, keyArgument = "x")
        void argumentOfAResolver() {}

        @RateLimit(value = 5, cost = Long.MIN_VALUE)
        void lowestCost() {}

        @RateLimit(algorithm = RateLimitAlgorithm.TOKEN_BUCKET, aligned = true)
        void alignedBucket() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, burst = 1)
        void burstOfRunningCalls() {}

        @RateLimit(window = 1, windowUnit = ChronoUnit.WEEKS)
        void weeks() {}

        @RateLimit(cost = 2, costResolver = Cost.class)
        void costAndResolver() {}

        @RateLimit(algorithm = RateLimitAlgorithm.CONCURRENCY, costResolver = Cost.class)
        void resolvedCostOfRunningCalls() {}

        @RateLimit(count = RateLimitCount.FAILURES, costResolver = Cost.class)
        void resolvedCostOfFailures() {}

        @RateLimit(name = "a/b")
        void badName() {}

        @RateLimit(name = "one")
        @RateLimit(name = "one")
        void sameName() {}

        @RateLimit(1)
        @RateLimit(2)
        void noName() {}

        @RateLimit(1)
        @RateLimit(value = 2, name = "default")
        void nameOfTheNameless() {}

        @RateLimit
        @RateLimitExempt
        void exempt() {}
    }

    @RateLimit(0)
    static class OnTheClass {
        void ofTheClass() {}
    }

    interface Resolver extends RateLimitKeyResolver {}

    interface Cost extends RateLimitCostResolver {}

    private static void read(Class<?> type, String method) throws NoSuchMethodException {
        new RateLimitPolicies(name -> Optional.empty()).of(type, type.getDeclaredMethod(method));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "zeroValue | value is \"0\"; accepted: a whole number from 1 to 9007199254740991",
                "negativeValue | value is \"-5\"; accepted: a whole number from 1 to 9007199254740991",
                "hugeValue | value is \"9223372036854775807\"; accepted: a whole number from 1 to 9007199254740991",
                "negativeWindow | window is \"-1\"; accepted: a whole number of SECONDS from 1 to 316224000",
                "overflowingWindow | window is \"9223372036854775807\"; accepted: a whole number of DAYS from 1 to 3660",
                "nanos | window unit is \"NANOS\"; accepted: MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "forever | window unit is \"FOREVER\"; accepted: MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "costAboveValue | cost is \"6\"; accepted: a whole number from 1 to the value, 5",
                "zeroCost | cost is \"0\"; accepted: a whole number from 1 to the value, 100",
                "noHeader | keyArgument is \"\"; accepted: the name of the header",
                "noClaim | keyArgument is \"\"; accepted: the name of the claim",
                "needlessArgument | keyArgument is \"sub\"; accepted: nothing, because key is USER",
                "resolverAndKey | key is \"USER\"; accepted: nothing, because keyResolver replaces it",
                "resolverAndKeys | keys is \"USER\"; accepted: nothing, because keyResolver replaces it",
                "keyAndKeys | key is \"USER\"; accepted: nothing, because keys replaces it",
                "globalAmongKeys | keys is \"USER, GLOBAL\"; accepted: keys without GLOBAL; all callers share a count"
                        + " with key = GLOBAL",
                "keyTwice | keys is \"USER, USER\"; accepted: each key once, or with a keyArgument of its own",
                "headerTwice | keys is \"HEADER, HEADER\"; accepted: each key once, or with a keyArgument of its own",
                "tooFewArguments | keyArgument is \"id\"; accepted: one name for each of these keys: the name of the"
                        + " path parameter, then the name of the query parameter",
                "tooManyArguments | keyArgument is \"id, part\"; accepted: the name of the path parameter",
                "emptyArgument | keyArgument is \"\"; accepted: the name of the query parameter",
                "blankArgument | keyArgument is \" \"; accepted: the name of the claim",
                "headerWithAColon | keyArgument is \"X-Tenant:\"; accepted: the name of a header, such as X-Tenant",
                "headerWithASpace | keyArgument is \"X Tenant\"; accepted: the name of a header, such as X-Tenant",
                "blankSkipRole | skipRoles is \"\t\"; accepted: names of roles, none of them empty",
                "skipMethodsInOneText | skipMethods is \"GET, POST\"; accepted: HTTP methods such as GET, POST, separated"
                        + " by commas",
                "emptyTier | tiers is \"\"; accepted: the name of a tier with beacon.ratelimit.tiers.\"<name>\".role or"
                        + " .claim; none is defined",
                "blankName | name is \" \"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                "argumentOfAll | keyArgument is \"x\"; accepted: nothing, because key is GLOBAL",
                "argumentOfAResolver | keyArgument is \"x\"; accepted: nothing, because keyResolver replaces it",
                "lowestCost | cost is \"-9223372036854775808\"; accepted: a whole number from 1 to the value, 5",
                "alignedBucket | aligned is \"true\"; accepted: false, because algorithm is TOKEN_BUCKET",
                "burstOfRunningCalls | burst is \"1\"; accepted: nothing, because algorithm is CONCURRENCY",
                "weeks | window unit is \"WEEKS\"; accepted: MILLIS, SECONDS, MINUTES, HOURS, HALF_DAYS, DAYS",
                "needlessArgumentOfKeys | keyArgument is \"sub\"; accepted: nothing, because keys are USER, CLIENT_IP",
                "tooManyKeys | keys is \"HEADER, HEADER, HEADER, HEADER, HEADER, HEADER, HEADER, HEADER, USER\";"
                        + " accepted: at most 8 keys",
                "scopeAndGroup | scope is \"CLASS\"; accepted: nothing, because group replaces it",
                "badGroup | group is \"or ders\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                "burstOfAWindow | burst is \"5\"; accepted: nothing, because algorithm is FIXED_WINDOW",
                "negativeBurst | burst is \"-1\"; accepted: a whole number from 1, or 0 for the value",
                "hugeBurst | burst is \"1125899906842624\"; accepted: a whole number from 1 to 17374 for a token bucket"
                        + " with a window of PT72000H",
                "costAboveBurst | cost is \"6\"; accepted: a whole number from 1 to the burst, 5",
                "hugeSlidingWindow | value is \"1125899906842624\"; accepted: a whole number from 1 to 75059993789 for a"
                        + " sliding window of PT1M",
                "briefExpiry | window is \"PT0.999S\"; accepted: at least 1 second: the permits of a crashed node end"
                        + " after it",
                "costOfRunningCalls | cost is \"2\"; accepted: 1, because algorithm is CONCURRENCY",
                "alignedSlidingWindow | aligned is \"true\"; accepted: false, because algorithm is SLIDING_WINDOW",
                "alignedDayAndAHalf | window is \"PT36H\"; accepted: at most a day, or whole days, because aligned windows"
                        + " begin with a day",
                "unknownZone | zone is \"Mars/Olympus\"; accepted: the name of a time zone, such as Europe/Berlin; empty"
                        + " for UTC",
                "leasedRunningCalls | leased is \"true\"; accepted: false, because algorithm is CONCURRENCY",
                "leasedFailures | leased is \"true\"; accepted: false, because count is FAILURES",
                "leasedLowLimit | leased is \"true\"; accepted: false, because the value, 99, is less than 100 times the cost",
                "leasedLowBurst | leased is \"true\"; accepted: false, because the burst, 99, is less than 100 times the"
                        + " cost",
                "leasedHighCost | leased is \"true\"; accepted: false, because the value, 10000, is less than 100 times"
                        + " the cost",
                "zoneWithoutCalendar | zone is \"Europe/Berlin\"; accepted: nothing, because aligned is false",
                "outcomeOfRunningCalls | count is \"FAILURES\"; accepted: ALL, because algorithm is CONCURRENCY",
                "badSkipMethod | skipMethods is \"PO ST\"; accepted: HTTP methods such as GET, POST, separated by commas",
                "emptySkipRole | skipRoles is \"admin, \"; accepted: names of roles, none of them empty",
                "costAndResolver | cost is \"2\"; accepted: nothing, because costResolver replaces it",
                "resolvedCostOfRunningCalls | costResolver is"
                        + " \"io.boosterbeacon.redis.internal.config.RateLimitMistakesTest$Cost\"; accepted: nothing,"
                        + " because algorithm is CONCURRENCY",
                "resolvedCostOfFailures | count is \"FAILURES\"; accepted: ALL, because costResolver settles the cost of"
                        + " each outcome; 0 gives all permits back",
                "badName | name is \"a/b\"; accepted: 1 to 64 letters, digits, dots, dashes and underscores",
                "sameName | name is \"one\"; accepted: a different name for each of the element's annotations",
                "noName | name is \"\"; accepted: a different name for each of the element's annotations",
                "nameOfTheNameless | name is \"default\"; accepted: a different name for each of the element's"
                        + " annotations",
            })
    void annotation_mistaken_namesPlaceValueAndWhatIsAccepted(String method, String told) {
        assertThatThrownBy(() -> read(Api.class, method))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("@RateLimit on " + Api.class.getName() + "." + method + "(): " + told);
    }

    @Test
    void annotation_mistakenOnAClass_namesTheClass() {
        assertThatThrownBy(() -> read(OnTheClass.class, "ofTheClass"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessageStartingWith("@RateLimit on " + OnTheClass.class.getName() + ": value is \"0\"; accepted: ");
    }

    @Test
    void exempt_withALimitOfItsOwn_isAContradiction() {
        assertThatThrownBy(() -> read(Api.class, "exempt"))
                .isInstanceOf(ConfigProblem.class)
                .hasMessage("@RateLimitExempt on " + Api.class.getName()
                        + ".exempt() contradicts @RateLimit on the same method; accepted: one of the two");
    }
}
