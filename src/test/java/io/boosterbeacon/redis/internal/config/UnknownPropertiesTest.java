package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnknownPropertiesTest {
    private static final String SEARCH = Search.class.getName() + "/";

    /** The application that is configured. */
    static final class Search {
        @RateLimit(name = "burst")
        void find() {}

        @RateLimit(name = "report", tiers = "premium")
        void report() {}

        @Cached(cacheName = "user-profile")
        String load() {
            return "";
        }
    }

    private static Set<String> asked() throws NoSuchMethodException {
        RecordingProperties properties = new RecordingProperties(name -> Optional.empty());
        new RateLimitPolicies(properties).of(Search.class, Search.class.getDeclaredMethod("find"));
        var load = Search.class.getDeclaredMethod("load");
        CacheName profiles = new CacheName("user-profile", "user-profile");
        BeanMethod called = new BeanMethod(Search.class, load);
        CachePolicy policy = CachePolicy.of(load.getAnnotation(Cached.class), profiles, called, load, properties);
        var unused = CacheValueSettings.DEFAULTS.options(policy.version(), profiles, properties);
        return properties.names();
    }

    /** As a deployment reads them: a tier, and the limits that use it. */
    private static Set<String> askedWithATier() throws NoSuchMethodException {
        Map<String, String> tier = Map.of(
                "beacon.ratelimit.tiers.\"premium\".role", "premium",
                "beacon.ratelimit.tiers.\"premium\".factor", "3");
        RecordingProperties properties = new RecordingProperties(name -> Optional.ofNullable(tier.get(name)));
        new RateLimitPolicies(properties, tier.keySet(), problem -> {
                    throw problem;
                })
                .of(Search.class, Search.class.getDeclaredMethod("report"));
        return properties.names();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "beacon.ratelimit.tiers.\"premium\".facter, beacon.ratelimit.tiers.\"premium\".factor",
                "beacon.ratelimit.tiers.\"premum\".rolle, beacon.ratelimit.tiers.\"premium\".role",
                "beacon.ratelimit.tiers.premium.role, beacon.ratelimit.tiers.\"premium\".role",
                "beacon.ratelimit.tier.\"premium\".role, beacon.ratelimit.tiers.\"premium\".role",
                "beacon.ratelimit.\"report\".tiers.\"premum\".value,"
                        + " beacon.ratelimit.\"report\".tiers.\"premium\".value",
                "beacon.ratelimit.\"report\".tiers.\"premium\".valeu,"
                        + " beacon.ratelimit.\"report\".tiers.\"premium\".value",
                "beacon.ratelimit.\"report\".tier, beacon.ratelimit.\"report\".tiers",
            })
    void misspeltTier_isToldWithTheNearest(String name, String nearest) throws Exception {
        assertThat(new UnknownProperties(askedWithATier()).messages(Set.of(name), Set.of()))
                .containsExactly(message(name, nearest));
    }

    @ParameterizedTest
    @ValueSource(strings = {"methods", "unmatched"})
    void memberOfPaths_ofALimitWithoutPaths_isToldToNeedThem(String member) throws Exception {
        String name = "beacon.ratelimit.\"burst\"." + member;
        assertThat(messages(Set.of(name), Set.of()))
                .containsExactly(name + " has no effect without beacon.ratelimit.\"burst\".paths");
    }

    /** It may be that of a resource that is not a bean, which JAX-RS shows after the deployment. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "beacon.ratelimit.\"login\".value",
                "beacon.ratelimit.\"login\".skipRoles",
                "beacon.ratelimit.\"login\".tiers.\"premium\".value",
                "beacon.ratelimit.\"login\".tiers.\"premium\".factor",
            })
    void limit_thatTheDeploymentHasNotSeen_isNotTold(String name) throws Exception {
        assertThat(messages(Set.of(name), Set.of())).isEmpty();
        assertThat(new UnknownProperties(askedWithATier()).messages(Set.of(name), Set.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "beacon.ratelimit.\"login\".valeu, beacon.ratelimit.\"login\".value",
                "beacon.ratelimit.\"login\".skip-roles, beacon.ratelimit.\"login\".skipRoles",
                "beacon.ratelimit.\"reprot\".value, beacon.ratelimit.\"report\".value",
            })
    void misspeltMember_ofALimitThatTheDeploymentHasNotSeen_isToldWithTheNearest(String name, String nearest)
            throws Exception {
        assertThat(new UnknownProperties(askedWithATier()).messages(Set.of(name), Set.of()))
                .containsExactly(message(name, nearest));
    }

    private static Set<String> messages(Set<String> configured, Set<String> environment) throws Exception {
        return Set.copyOf(new UnknownProperties(asked()).messages(configured, environment));
    }

    private static String message(String name, String nearest) {
        return name + " is not a property of BoosterBeacon Redis and has no effect; the nearest is " + nearest;
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "redis.ulr, redis.url",
                "redis.URL, redis.url",
                "redis.key-prefix, redis.key.prefix",
                "redis.command.timout, redis.command.timeout",
                "redis.tls.truststore, redis.tls.trust-store",
                "beacon.cache.timeot, beacon.cache.timeout",
                "beacon.ratelimit.\"burst\".vale, beacon.ratelimit.\"burst\".value",
                "beacon.ratelimit.\"burst\".key-argument, beacon.ratelimit.\"burst\".keyArgument",
                "beacon.ratelimit.\"burst\".path, beacon.ratelimit.\"burst\".paths",
                "beacon.ratelimit.\"bust\".value, beacon.ratelimit.\"burst\".value",
                "beacon.ratelimit.burst.value, beacon.ratelimit.\"burst\".value",
                "beacon.cache.write.timeout, beacon.cache.write-timeout",
                "beacon.cache.loadWait, beacon.cache.load-wait",
                "beacon.ratelimt.headers, beacon.ratelimit.headers",
                "beacon.rate-limit.enabled, beacon.ratelimit.enabled",
                "beacon.revocation.max-stalenes, beacon.revocation.max-staleness",
                "Beacon.health.timeout, beacon.health.timeout",
                "becon.health.timeout, beacon.health.timeout",
                "%prod.redis.ulr, redis.url",
                "beacon.cache.\"user-profile\".tll, beacon.cache.\"user-profile\".ttl",
                "beacon.cache.\"user-profile\".ttl-unit, beacon.cache.\"user-profile\".ttlUnit",
                "beacon.cache.user-profile.ttl, beacon.cache.\"user-profile\".ttl",
                "RateLimit/valeu, RateLimit/value",
                "RateLimit/burst/windw, RateLimit/burst/window",
                "Cached/tttl, Cached/ttl",
                "RateLimt/value, RateLimit/value",
            })
    void misspeltName_isToldWithTheNearest(String name, String nearest) throws Exception {
        assertThat(messages(Set.of(name), Set.of())).containsExactly(message(name, nearest));
    }

    @ParameterizedTest
    @CsvSource({
        "find/RateLimit/burst/valeu, find/RateLimit/burst/value",
        "fnd/RateLimit/burst/value, find/RateLimit/burst/value",
        "find/RateLimit/brust/value, find/RateLimit/burst/value",
        "find/RateLimt/burst/value, find/RateLimit/burst/value",
        "RateLimit/burst/Value, RateLimit/burst/value",
        "load/Cached/key, load/Cached/ttl",
    })
    void misspeltOverride_isToldWithTheNearest(String name, String nearest) throws Exception {
        assertThat(messages(Set.of(SEARCH + name), Set.of())).containsExactly(message(SEARCH + name, SEARCH + nearest));
    }

    @Test
    void overrideOfAMisspeltClass_isToldWithTheNearest() throws Exception {
        String name = SEARCH.replace("Search", "Serach") + "find/RateLimit/burst/value";
        assertThat(messages(Set.of(name), Set.of()))
                .containsExactly(message(name, SEARCH + "find/RateLimit/burst/value"));
    }

    @ParameterizedTest
    @CsvSource({
        "REDIS_ULR, REDIS_URL",
        "REDIS_POOL_MXA, REDIS_POOL_MAX",
        "REDIS_CONECTTIMEOUT, REDIS_CONNECT_TIMEOUT",
        "redis_comand_timeout, REDIS_COMMAND_TIMEOUT",
        "BEACON_CACHE_TIMEOT, BEACON_CACHE_TIMEOUT",
        "BEACON_RATELIMIT_HEADER, BEACON_RATELIMIT_HEADERS",
        "BEACON_REVOCATION_STALENESS, BEACON_REVOCATION_MAX_STALENESS",
        "BEACON_CACHE__USER_PROFILE__TLL, BEACON_CACHE__USER_PROFILE__TTL",
        "BEACON_RATELIMIT__BURST__VALEU, BEACON_RATELIMIT__BURST__VALUE",
        "BEACON_RATELIMIT__BUST__VALUE, BEACON_RATELIMIT__BURST__VALUE",
        "BEACON_RATELIMIT__LOGIN__VALEU, BEACON_RATELIMIT__LOGIN__VALUE",
    })
    void misspeltVariable_isToldOnceWithTheNearest(String name, String nearest) throws Exception {
        // MicroProfile Config tells of it by both names
        Set<String> configured = Set.of(name, name.toLowerCase(Locale.ROOT).replace('_', '.'));
        assertThat(messages(configured, Set.of(name))).containsExactly(message(name, nearest));
    }

    @ParameterizedTest
    @MethodSource("io.boosterbeacon.redis.internal.config.ConfigKeys#all")
    void name_inEachOfItsForms_isKnown(String name) throws Exception {
        String underscored = name.replaceAll("[^A-Za-z0-9]", "_");
        String upper = EnvironmentNames.variable(name);
        assertThat(messages(Set.of(name, "%dev." + name, upper), Set.of(name, underscored, upper)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "beacon.cache.\"user-profile\".staleTtl",
                "beacon.cache.\"another-applications\".ttl",
                "RateLimit/value",
                "RateLimit/burst/enabled",
                "beacon.ratelimit.\"burst\".windowUnit",
                "Cached/jitter",
                "CachePut/ttl",
                "com.example.Another/call/RateLimit/value",
                "com.example.Another/call/Retry/maxRetries",
                "Timeout/value",
                "jedis.url",
                "java.version",
                "spring.redis.url",
            })
    void knownName_orAnothers_isNotTold(String name) throws Exception {
        assertThat(messages(Set.of(name), Set.of())).isEmpty();
    }

    @Test
    void overridesOfTheApplication_areKnown() throws Exception {
        assertThat(messages(asked(), Set.of())).isEmpty();
        assertThat(messages(
                        Set.of(
                                SEARCH + "find/RateLimit/burst/shadow",
                                SEARCH + "RateLimit/burst/value",
                                SEARCH + "load/Cached/nullTtl",
                                SEARCH + "find/Retry/maxRetries"),
                        Set.of()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "REDIS_SERVICE_HOST",
                "REDIS_SERVICE_PORT",
                "REDIS_SERVICE_PORT_REDIS",
                "REDIS_PORT",
                "REDIS_PORT_6379_TCP",
                "REDIS_PORT_6379_TCP_ADDR",
                "REDIS_MASTER_SERVICE_HOST",
                "REDIS_MASTER_PORT_6379_TCP_PROTO",
                "REDIS_HOST",
                "REDIS_DB",
                "REDIS_PASSWORD",
                "REDIS_USERNAME",
                "REDIS_VERSION",
                "REDIS_DOWNLOAD_URL",
                "REDIS_SENTINEL_HOSTS",
                "BEACON_CACHE_SERVICE_HOST",
                "BEACON_CACHE_PORT_8080_TCP",
                "BEACON_API_KEY",
                "BEACON_PORT",
                "BEACON_CACHE__USER_PROFILE__NULLTTL",
                // of a resource that JAX-RS shows after the deployment
                "BEACON_RATELIMIT__LOGIN__VALUE",
                "BEACON_RATELIMIT__LOGIN__TIERS__PREMIUM__VALUE",
                "PATH",
                "JEDIS_URL",
            })
    void variableOfSomebodyElse_isNotTold(String name) throws Exception {
        Set<String> configured = Set.of(name, name.toLowerCase(Locale.ROOT).replace('_', '.'));
        assertThat(messages(configured, Set.of(name))).isEmpty();
    }

    /** A deployment must not wait for what is somebody else's: most of a configuration is. */
    /** A misspelt name would leave values unencrypted. */
    @ParameterizedTest
    @ValueSource(strings = {"", "%prod."})
    void keyOfACache_isToldIfThereIsNoSuchCache(String profile) throws NoSuchMethodException {
        String misspelt = profile + "beacon.cache.\"user-profil\".encryption-key";

        assertThat(new UnknownProperties(asked())
                        .messages(Set.of(misspelt, profile + "beacon.cache.\"user-profile\".encryption-key"), Set.of()))
                .containsExactly(misspelt + " encrypts nothing: no method of this application has the cache");
    }

    @Test
    void thousandsOfPropertiesOfOthers_takeNoTime() {
        Set<String> asked = IntStream.range(0, 1_000)
                .mapToObj(i -> "beacon.cache.\"prices-of-product-" + i + "\".ttl")
                .collect(Collectors.toSet());
        Set<String> configured = IntStream.range(0, 5_000)
                .mapToObj(i -> "com.example.shop.module" + i + ".setting-of-something")
                .collect(Collectors.toSet());

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(new UnknownProperties(asked).messages(configured, Set.of()))
                        .isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%dev.", ".", "%"})
    void nameOfNothing_hidesNoOther(String nothing) throws Exception {
        assertThat(messages(Set.of(nothing, "redis.ulr"), Set.of())).containsExactly(message("redis.ulr", "redis.url"));
    }
}
