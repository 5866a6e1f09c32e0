package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.RateLimitSettings.Headers;
import io.boosterbeacon.redis.internal.config.RateLimitSettings.ResetFormat;
import io.boosterbeacon.redis.internal.config.RevocationSettings.OnFailure;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.revocation.RevocationMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private final List<ConfigProblem> problems = new ArrayList<>();

    private Settings read(Map<String, String> properties) {
        return Settings.read(name -> Optional.ofNullable(properties.get(name)), problems::add);
    }

    private Settings good(String property, String text) {
        Settings settings = read(Map.of(property, text));
        assertThat(problems).isEmpty();
        return settings;
    }

    private String mistake(Map<String, String> properties) {
        read(properties);
        assertThat(problems).hasSize(1);
        return String.valueOf(problems.get(0).getMessage());
    }

    @Test
    void read_nothingConfigured_givesTheDefaults() {
        Settings settings = read(Map.of());

        assertThat(problems).isEmpty();
        assertThat(settings.redis())
                .isEqualTo(new RedisSettings(
                        Optional.empty(),
                        RedisSettings.Shape.STANDALONE,
                        new TlsSettings(Optional.empty(), Optional.empty(), TlsSettings.Verify.FULL),
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        2,
                        10,
                        "beacon",
                        false));
        assertThat(settings.cache())
                .isEqualTo(new CacheSettings(
                        true,
                        Duration.ofMillis(250),
                        Duration.ofMillis(250),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(10),
                        CacheValueSettings.DEFAULTS));
        assertThat(settings.rateLimit())
                .isEqualTo(new RateLimitSettings(
                        true,
                        Duration.ofMillis(100),
                        Headers.BOTH,
                        ResetFormat.INSTANT,
                        false,
                        Duration.ZERO,
                        Optional.empty(),
                        new AddressSettings(IpNetworks.NONE, 64),
                        List.of()));
        assertThat(settings.revocation())
                .isEqualTo(new RevocationSettings(
                        true,
                        Duration.ofMillis(250),
                        OnFailure.BOUNDED,
                        Duration.ofSeconds(60),
                        new RevocationSettings.Life(Duration.ofHours(24), Duration.ofSeconds(60), Duration.ZERO),
                        new RevocationSettings.Cutoffs(List.of("sub", "upn", "preferred_username"), List.of(), true),
                        RevocationSettings.Durability.NONE,
                        new RevocationSettings.Enforcement(List.of(), Duration.ofSeconds(1), 100_000),
                        100_000,
                        new AuditSettings(
                                true,
                                20_000,
                                Duration.ofDays(90),
                                10,
                                settings.revocation().audit().node()),
                        new ReplicaMode(RevocationMode.STRICT, Duration.ofSeconds(1), 5_000_000, false)));
        assertThat(settings.revocation().audit().node()).matches("[0-9a-f]{8}");
    }

    @Test
    void read_redisProperties_areMillisecondsAndNumbers() {
        assertThat(good("redis.connect.timeout", "1").redis().connectTimeout()).isEqualTo(Duration.ofMillis(1));
        assertThat(good("redis.command.timeout", "600000").redis().commandTimeout())
                .isEqualTo(Duration.ofMinutes(10));
        assertThat(good("redis.keepalive", "1000").redis().keepAlive()).isEqualTo(Duration.ofSeconds(1));
        assertThat(good("redis.pool.min", "1").redis().poolMin()).isEqualTo(1);
        assertThat(good("redis.pool.max", "2").redis().poolMax()).isEqualTo(2);
        assertThat(good("redis.key.prefix", "my-app_1.x").redis().keyPrefix()).isEqualTo("my-app_1.x");
    }

    @Test
    void read_replica_replacesTheDefaults() {
        assertThat(good("beacon.revocation.mode", "Replica").revocation().mode())
                .isEqualTo(RevocationMode.REPLICA);
        assertThat(good("beacon.revocation.freshness", "100ms")
                        .revocation()
                        .replica()
                        .freshness())
                .isEqualTo(Duration.ofMillis(100));
        assertThat(good("beacon.revocation.max-replica-entries", "1000")
                        .revocation()
                        .replica()
                        .maxEntries())
                .isEqualTo(1_000);
        assertThat(read(Map.of("beacon.revocation.mode", "replica", "beacon.revocation.await", "nodes"))
                        .revocation()
                        .replica()
                        .awaitsNodes())
                .isTrue();
    }

    @Test
    void read_awaitedNodes_withoutAReplica_areRefused() {
        assertThat(mistake(Map.of("beacon.revocation.await", "nodes")))
                .isEqualTo("beacon.revocation.await is \"nodes\"; accepted: none, because beacon.revocation.mode is"
                        + " strict: this node cannot see other nodes");
    }

    @Test
    void read_smallestPoolAboveTheLargestsDefault_raisesTheLargest() {
        assertThat(good("redis.pool.min", "25").redis().poolMax()).isEqualTo(25);
    }

    @Test
    void read_featureProperties_replaceTheDefaults() {
        assertThat(good("beacon.cache.enabled", "false").cache().enabled()).isFalse();
        assertThat(good("beacon.cache.timeout", "1s").cache().timeout()).isEqualTo(Duration.ofSeconds(1));
        assertThat(good("beacon.cache.lease", "100ms").cache().lease()).isEqualTo(Duration.ofMillis(100));
        assertThat(good("beacon.cache.json", "Jsonb").cache().values().json()).isEqualTo(JsonChoice.JSONB);
        assertThat(good("beacon.cache.max-value-size", "1000").cache().values().maxSize())
                .isEqualTo(1000);
        assertThat(good("beacon.cache.compress-above", "0").cache().values().compressAbove())
                .isZero();
        assertThat(good("beacon.cache.load-wait", "0").cache().loadWait()).isZero();
        assertThat(good("beacon.ratelimit.enabled", "FALSE").rateLimit().enabled())
                .isFalse();
        assertThat(good("beacon.ratelimit.timeout", "20").rateLimit().timeout()).isEqualTo(Duration.ofMillis(20));
        assertThat(good("beacon.ratelimit.headers", "legacy").rateLimit().headers())
                .isEqualTo(Headers.LEGACY);
        assertThat(good("beacon.ratelimit.reset-format", "epoch").rateLimit().resetFormat())
                .isEqualTo(ResetFormat.EPOCH);
        assertThat(good("beacon.ratelimit.expose-headers", "true").rateLimit().exposeHeaders())
                .isTrue();
        assertThat(good("beacon.ratelimit.retry-after-jitter", "5s").rateLimit().retryAfterJitter())
                .isEqualTo(Duration.ofSeconds(5));
        assertThat(good("beacon.ratelimit.partition-secret", "0123456789abcdef")
                        .rateLimit()
                        .partitionSecret())
                .isPresent();
        assertThat(good("beacon.revocation.enabled", "false").revocation().enabled())
                .isFalse();
        assertThat(good("beacon.revocation.timeout", "PT0.5S").revocation().timeout())
                .isEqualTo(Duration.ofMillis(500));
        assertThat(good("beacon.revocation.on-store-failure", "open")
                        .revocation()
                        .onStoreFailure())
                .isEqualTo(OnFailure.OPEN);
        assertThat(good("beacon.revocation.max-token-lifetime", "30d")
                        .revocation()
                        .maxTokenLifetime())
                .isEqualTo(Duration.ofDays(30));
        assertThat(good("beacon.revocation.clock-skew", "0s").revocation().clockSkew())
                .isZero();
        assertThat(good("beacon.revocation.user-claims", " sub , email ")
                        .revocation()
                        .userClaims())
                .containsExactly("sub", "email");
        for (String durability : List.of("none", "replicas:1", "replicas:12", "fsync")) {
            assertThat(good("beacon.revocation.durability", durability)
                            .revocation()
                            .durability())
                    .hasToString(durability);
        }
    }

    @Test
    void read_addressProperties_areNetworksAndANumber() {
        IpNetworks proxies = good("beacon.ratelimit.trusted-proxies", " 192.0.2.1 ,10.0.0.0/8,2001:db8::/32, ::1")
                .rateLimit()
                .addresses()
                .trustedProxies();
        assertThat(proxies)
                .isEqualTo(IpNetworks.parse(List.of("192.0.2.1", "10.0.0.0/8", "2001:db8::/32", "::1")))
                .isNotEqualTo(IpNetworks.NONE);
        assertThat(good("beacon.ratelimit.ipv6-prefix", "56")
                        .rateLimit()
                        .addresses()
                        .ipv6Prefix())
                .isEqualTo(56);
    }

    @Test
    void read_servletPatterns_areThoseOfServlets() {
        assertThat(good("beacon.ratelimit.servlet-patterns", "/*, /a/b/* ,/a,*.jsp")
                        .rateLimit()
                        .servletPatterns())
                .containsExactly("/*", "/a/b/*", "/a", "*.jsp");
    }

    @ParameterizedTest
    @CsvSource({"250ms,PT0.25S", "250,PT0.25S", "5s,PT5S", "10m,PT10M", "2 m,PT2M", "PT5S,PT5S", "pt1m,PT1M"})
    void read_formsOfADuration_areUnderstood(String text, Duration duration) {
        assertThat(good("beacon.cache.load-wait", text).cache().loadWait()).isEqualTo(duration);
    }

    @ParameterizedTest
    @CsvSource({"65536,65536", "64KiB,65536", "64kb,65536", "1 MiB,1048576", "2GiB,2147483648", "70000B,70000"})
    void read_formsOfASize_areUnderstood(String text, long bytes) {
        assertThat(good("beacon.cache.local-max-size", text).cache().localMaxSize())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void read_emptyText_isAsIfAbsent(String nothing) {
        assertThat(good("beacon.cache.timeout", nothing)).isEqualTo(read(Map.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "redis.url | nonsense | redis://[u",
                "redis.trace | 1 | true or false",
                "redis.tls.verify | no | full, ca, none",
                "beacon.application.name | my shop | 1 to 64 letters, digits, dots, dashes and underscores",
                "beacon.application.name | ../shop | 1 to 64 letters, digits, dots, dashes and underscores",
                "beacon.revocation.mode | off | strict, replica",
                "beacon.revocation.freshness | 99ms | from PT0.1S to PT1M",
                "beacon.revocation.max-replica-entries | 999 | a whole number from 1000 to 100000000",
                "beacon.revocation.await | all | none, nodes",
                "beacon.cache.json | gson | auto, library, jackson, jsonb",
                "beacon.cache.max-value-size | -1 | a whole number from 1 to 268435456",
                "beacon.cache.max-value-size | 8MB | a whole number from 1 to 268435456",
                "beacon.cache.compress-above | -1 | a whole number from 0 to 268435456",
                "beacon.cache.write-timeout | 61s | from PT0.001S to PT1M",
                "beacon.cache.local-max-size | 63KiB | a size such as 512KiB, 64MiB, 2GiB or a number of bytes, from 65536",
                "beacon.cache.local-max-size | 64 megabytes | a size such as",
                "beacon.cache.local-max-size | 99999999999GiB | a size such as",
                "beacon.cache.local-max-size | 999999999999GiB | a size such as",
                "beacon.cache.interceptor-priority | 200 | a whole number from 201",
                "beacon.cache.shared | a b | 1 to 200 letters, digits and",
                "beacon.ratelimit.shared | shop | true or false",
                "beacon.ratelimit.shared-groups | or ders | 1 to 64 letters, digits, dots, dashes and underscores",
                "beacon.ratelimit.reset-format | date | instant, epoch, delta",
                "beacon.ratelimit.expose-headers | X-RateLimit-Limit | true or false",
                "beacon.revocation.max-staleness | forever | a duration such as 250ms",
                "beacon.health.timeout | 0 | from PT0.001S",
                "beacon.health.on-store-failure | ignore | down, up",
                "redis.connect.timeout | 0 | milliseconds, from 1 to 600000",
                "redis.connect.timeout | 5s | milliseconds, from 1 to 600000",
                "redis.command.timeout | -1 | milliseconds, from 1 to 600000",
                "redis.keepalive | 999 | milliseconds, from 1000 to 3600000",
                "redis.pool.min | 0 | a whole number from 1 to 1000",
                "redis.pool.min | two | a whole number from 1 to 1000",
                "redis.pool.max | 1 | a whole number from 2 to 1000",
                "redis.pool.max | 99999999999 | a whole number from 2 to 1000",
                "redis.mode | clustered | auto, standalone, sentinel, cluster, embedded",
                "redis.key.prefix | a{b} | 1 to 64 letters, digits, dots, dashes and underscores",
                "beacon.cache.honor-no-cache | always | true or false",
                "beacon.cache.enabled | yes | true or false",
                "beacon.cache.timeout | 0ms | from PT0.001S to PT1M",
                "beacon.cache.timeout | soon | a duration such as 250ms, 5s, 10m, 24h, 7d or PT5S",
                "beacon.cache.timeout | 999999999999999d | a duration such as 250ms",
                "beacon.cache.lease | 99ms | from PT0.1S to PT10M",
                "beacon.cache.load-wait | -1s | a duration such as 250ms",
                "beacon.cache.load-wait | PT-1S | from PT0S to PT10M",
                "beacon.cache.load-wait | 601s | from PT0S to PT10M",
                "beacon.ratelimit.enabled | 1 | true or false",
                "beacon.ratelimit.timeout | 2m | from PT0.001S to PT1M",
                "beacon.ratelimit.headers | all | legacy, ietf, both, none",
                "beacon.ratelimit.retry-after-jitter | -1s | a duration such as 250ms",
                "beacon.ratelimit.retry-after-jitter | 61m | from PT0S to PT1H",
                "beacon.revocation.servlet-patterns | /api/** | URL patterns of servlets",
                "beacon.revocation.servlet-patterns | / | /chat/* for /chat/{room}",
                "beacon.revocation.servlet-patterns | /chat/{room} | /chat/* for /chat/{room}",
                "beacon.revocation.servlet-patterns | /chat/{room}/* | /chat/* for /chat/{room}",
                "beacon.revocation.max-connections | 0 | a whole number from 1 to 10000000",
                "beacon.revocation.issuer-skew | 2h | from PT0S to PT1H",
                "beacon.revocation.connection-check-interval | 10ms | from PT0.1S to PT1H",
                "beacon.ratelimit.servlet-patterns | api/* | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | * | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | ** | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | /api/** | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | /a*b | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | /api* | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | *.a.* | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | *. | URL patterns of servlets",
                "beacon.ratelimit.servlet-patterns | http://example.org/* | URL patterns of servlets",
                "beacon.ratelimit.ipv6-prefix | 0 | a whole number from 1 to 128",
                "beacon.ratelimit.ipv6-prefix | 129 | a whole number from 1 to 128",
                "beacon.ratelimit.ipv6-prefix | /64 | a whole number from 1 to 128",
                "beacon.ratelimit.trusted-proxies | proxy.example | an address such as 192.0.2.1 or 2001:db8::1",
                "beacon.ratelimit.trusted-proxies | localhost | an address such as 192.0.2.1 or 2001:db8::1",
                "beacon.ratelimit.trusted-proxies | * | an address such as 192.0.2.1 or 2001:db8::1",
                "beacon.ratelimit.trusted-proxies | 192.0.2.1,,192.0.2.2 | \"\" should be an address",
                "beacon.ratelimit.trusted-proxies | 192.0.2.1 192.0.2.2 | \"192.0.2.1 192.0.2.2\" should be an address",
                "beacon.ratelimit.trusted-proxies | 192.0.2.1-192.0.2.9 | should be an address",
                "beacon.ratelimit.trusted-proxies | 192.0.2.1:80 | should be an address",
                "beacon.ratelimit.trusted-proxies | 192.0.2 | should be an address",
                "beacon.ratelimit.trusted-proxies | [2001:db8::1] | should be an address",
                "beacon.ratelimit.trusted-proxies | 192.0.2.0/33 | a prefix of 1 to 32 bits",
                "beacon.ratelimit.trusted-proxies | 192.0.2.0/255.255.255.0 | a prefix of 1 to 32 bits",
                "beacon.ratelimit.trusted-proxies | 192.0.2.0/ | a prefix of 1 to 32 bits",
                "beacon.ratelimit.trusted-proxies | 0.0.0.0/0 | a prefix of 1 to 32 bits",
                "beacon.ratelimit.trusted-proxies | ::/0 | a prefix of 1 to 128 bits",
                "beacon.ratelimit.trusted-proxies | 2001:db8::/129 | a prefix of 1 to 128 bits",
                "beacon.ratelimit.trusted-proxies | ::1, 10.1.2.3/8 | \"10.1.2.3/8\" should be the network 10.0.0.0/8",
                "beacon.ratelimit.trusted-proxies | 2001:db8::1/32 | the network 2001:db8::/32, or the address 2001:db8::1",
                "beacon.ratelimit.trusted-proxies | ::ffff:10.0.0.0/104 | an IPv4 network in its own notation",
                "beacon.revocation.enabled | on | true or false",
                "beacon.revocation.timeout | 0 | from PT0.001S to PT1M",
                "beacon.revocation.on-store-failure | maybe | bounded, closed, open",
                "beacon.revocation.max-token-lifetime | 0s | from PT1S to PT87840H",
                "beacon.revocation.clock-skew | 2h | from PT0S to PT1H",
                "beacon.revocation.user-claims | sub,,upn | names of claims, separated by commas",
                "beacon.revocation.claims | device_id, | names of claims, separated by commas",
                "beacon.revocation.auth-time | no | true or false",
                "beacon.revocation.durability | replicas:0 | none, replicas:N (N from 1 to 99), fsync",
                "beacon.revocation.durability | replicas | none, replicas:N (N from 1 to 99), fsync",
                "beacon.revocation.durability | disk | none, replicas:N (N from 1 to 99), fsync",
                "beacon.revocation.refresh-grace | 61s | from PT0S to PT1M",
                "beacon.revocation.refresh-idle | 0 | from PT1S to PT87840H",
                "beacon.revocation.refresh-lifetime | always | a duration such as 250ms",
                "beacon.revocation.max-unverified-tokens | 0 | a whole number from 1 to 10000000",
                "beacon.revocation.audit.enabled | on | true or false",
                "beacon.revocation.audit.max-entries | 0 | a whole number from 1 to 10000000",
                "beacon.revocation.audit.retention | 0s | from PT1S to PT87840H",
                "beacon.revocation.audit.rejections-per-second | 1001 | a whole number from 0 to 1000",
                "beacon.revocation.audit.node | a b | 1 to 64 letters, digits",
                "beacon.revocation.endpoints.revoke.path | oauth/revoke | a path within the application",
                "beacon.revocation.endpoints.revoke.path | /oauth/* | a path within the application",
                "beacon.revocation.endpoints.revoke.path | /oauth/../revoke | a path within the application",
                "beacon.revocation.endpoints.revoke.path | /revoke | or beacon.revocation.endpoints.revoke.roles says who may call it",
                "beacon.revocation.endpoints.revoke.clients | shop,,till | different names with commas between them",
                "beacon.revocation.endpoints.revoke.roles | admin,admin | different names with commas between them",
                "beacon.revocation.endpoints.introspect.path | / | a path within the application",
                "beacon.revocation.endpoints.introspect.clients | ,shop | different names with commas between them",
                "beacon.revocation.endpoints.introspect.roles | admin, | different names with commas between them",
                "beacon.revocation.endpoints.logout.path | /logout/ | a path within the application",
                "beacon.revocation.endpoints.logout.path | /logout | names the issuers of logout tokens",
                "beacon.revocation.endpoints.logout.revokes | everything | session, user",
                "beacon.revocation.issuers | main,,partner | different names with commas between them",
                "beacon.revocation.jwks-timeout | 0 | from PT0.001S to PT10S",
                "beacon.revocation.jwks-lifetime | 2d | from PT1S to PT24H",
            })
    void read_badValue_namesPropertyValueAndWhatIsAccepted(String property, String value, String accepted) {
        assertThat(mistake(Map.of(property, value)).toLowerCase(Locale.ROOT))
                .startsWith(property + " is \"" + value.toLowerCase(Locale.ROOT) + "\"; accepted: ")
                .contains(accepted.toLowerCase(Locale.ROOT));
    }

    @Test
    void everyProperty_hasBadValues_exceptFilesAndSecrets() throws NoSuchMethodException {
        Set<String> tested = Stream.of(SettingsTest.class
                        .getDeclaredMethod(
                                "read_badValue_namesPropertyValueAndWhatIsAccepted",
                                String.class,
                                String.class,
                                String.class)
                        .getAnnotation(CsvSource.class)
                        .value())
                .map(row -> row.split(" ", 2)[0])
                .collect(Collectors.toSet());
        assertThat(ConfigKeys.all())
                .filteredOn(key -> !tested.contains(key))
                .containsExactlyInAnyOrder(
                        ConfigKeys.REDIS_TLS_TRUST_STORE,
                        ConfigKeys.REDIS_TLS_TRUST_STORE_PASSWORD,
                        ConfigKeys.REDIS_TLS_KEY_STORE,
                        ConfigKeys.REDIS_TLS_KEY_STORE_PASSWORD,
                        ConfigKeys.CACHE_ENCRYPTION_KEY,
                        ConfigKeys.RATELIMIT_PARTITION_SECRET);
    }

    @Test
    void read_shortSecret_isRefusedByItsLength() {
        assertThat(mistake(Map.of("beacon.ratelimit.partition-secret", "sesame")))
                .isEqualTo("beacon.ratelimit.partition-secret is \"6 characters\"; accepted: at least 16 random"
                        + " characters, the same on all nodes");
    }

    @Test
    void read_poolMaxBelowPoolMin_namesTheBoundThatPoolMinGives() {
        assertThat(mistake(Map.of("redis.pool.min", "5", "redis.pool.max", "4")))
                .isEqualTo("redis.pool.max is \"4\"; accepted: a whole number from 5 to 1000");
    }

    @Test
    void read_mistakesInSeveralGroups_eachGroupTellsItsFirstAndKeepsItsDefaults() {
        Settings settings = read(Map.of(
                "redis.pool.min", "0",
                "redis.keepalive", "0",
                "beacon.cache.enabled", "false",
                "beacon.cache.lease", "never",
                "beacon.ratelimit.headers", "all",
                "beacon.revocation.timeout", "1s"));

        assertThat(problems)
                .extracting(ConfigProblem::getMessage)
                .satisfiesExactly(
                        redis -> assertThat(redis).startsWith("redis."),
                        cache -> assertThat(cache).startsWith("beacon.cache.lease"),
                        limits -> assertThat(limits).startsWith("beacon.ratelimit.headers"));
        assertThat(settings.cache().enabled()).isTrue();
        assertThat(settings.revocation().timeout()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void url_withAHostThatURIsDoNotAllow_saysWhy() {
        List<ConfigProblem> problems = new ArrayList<>();
        Settings.read(
                name -> Optional.of("redis://:secret@my_redis:6379").filter(url -> name.equals("redis.url")),
                problems::add);

        assertThat(problems).singleElement().satisfies(problem -> assertThat(problem.getMessage())
                .isEqualTo("redis.url is \"redis://***@my_redis:6379\"; accepted: a host name without underscores (RFC"
                        + " 1123)"));
    }
}
