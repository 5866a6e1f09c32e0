package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.revocation.RevocationMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of revocation.
 *
 * @param enabled false if no request is checked
 * @param timeout the deadline of each check
 * @param onStoreFailure the decision about a request while the store does not answer
 * @param maxStaleness how long after its last successful check a token is accepted while the store does not answer,
 *     with {@link OnFailure#BOUNDED}
 * @param life the lifetime of tokens
 * @param cutoffs which tokens a cutoff revokes
 * @param durability what a revocation waits for
 * @param enforcement where else tokens are checked
 * @param maxUnverified how many unverified tokens are remembered at once
 * @param audit what is recorded of revocations
 * @param replica whether this node keeps a replica
 */
public record RevocationSettings(
        boolean enabled,
        Duration timeout,
        OnFailure onStoreFailure,
        Duration maxStaleness,
        Life life,
        Cutoffs cutoffs,
        Durability durability,
        Enforcement enforcement,
        long maxUnverified,
        AuditSettings audit,
        ReplicaMode replica) {
    /**
     * The lifetime of tokens.
     *
     * @param longest the longest lifetime of a token; cutoffs and unverified tokens are remembered for this time
     * @param skew how long an entry is kept after the token has expired
     * @param issuerSkew how far the clock of an issuer may be ahead
     * @param refresh the lifetime of refresh tokens
     */
    public record Life(Duration longest, Duration skew, Duration issuerSkew, Refresh refresh) {
        private static final Duration LONGEST_FAMILY = Duration.ofDays(30);
        private static final Duration GRACE = Duration.ofSeconds(10);

        /** With the default lifetime of refresh tokens. */
        public Life(Duration longest, Duration skew, Duration issuerSkew) {
            this(longest, skew, issuerSkew, new Refresh(GRACE, longest, LONGEST_FAMILY));
        }
    }

    /**
     * The lifetime of refresh tokens.
     *
     * @param grace how long a token may be presented again after its rotation
     * @param idle how long a token lives
     * @param lifetime how long a family lives, however often it is rotated
     */
    public record Refresh(Duration grace, Duration idle, Duration lifetime) {
        private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);
        private static final Duration LONGEST = Duration.ofDays(3_660);

        static Refresh read(Values values, Refresh byDefault) {
            return new Refresh(
                    values.duration(
                            ConfigKeys.REVOCATION_REFRESH_GRACE, byDefault.grace(), Duration.ZERO, LONGEST_GRACE),
                    values.duration(
                            ConfigKeys.REVOCATION_REFRESH_IDLE, byDefault.idle(), Duration.ofSeconds(1), LONGEST),
                    values.duration(
                            ConfigKeys.REVOCATION_REFRESH_LIFETIME,
                            byDefault.lifetime(),
                            Duration.ofSeconds(1),
                            LONGEST));
        }
    }

    /**
     * Where tokens are checked, besides JAX-RS.
     *
     * @param servletPatterns the URL patterns of the servlets whose requests are checked
     * @param connectionCheckInterval the time between two checks of the tokens of open connections
     * @param maxConnections the maximum number of open connections that end with their tokens
     */
    public record Enforcement(List<String> servletPatterns, Duration connectionCheckInterval, int maxConnections) {}

    /**
     * Which tokens a cutoff revokes.
     *
     * @param userClaims the claims that may name the user of {@code revokeAllUserTokens}
     * @param claims further claims whose values can be revoked
     * @param authTime whether the cutoff is compared with {@code auth_time}, too
     */
    public record Cutoffs(List<String> userClaims, List<String> claims, boolean authTime) {}

    /**
     * What a revocation waits for, besides the answer of the store.
     *
     * @param replicas the number of replicas that should have it
     * @param onDisk whether the disk of the server should have it
     */
    public record Durability(int replicas, boolean onDisk) {
        public static final Durability NONE = new Durability(0, false);

        private static final Pattern REPLICAS = Pattern.compile("replicas:([1-9]\\d?)");

        static Durability of(String text) {
            Matcher replicas = REPLICAS.matcher(text);
            if (replicas.matches()) {
                return new Durability(Integer.parseInt(replicas.group(1)), false);
            }
            return switch (text) {
                case "none" -> NONE;
                case "fsync" -> new Durability(0, true);
                default ->
                    throw ConfigProblem.of(
                            ConfigKeys.REVOCATION_DURABILITY, text, "none, replicas:N (N from 1 to 99), fsync");
            };
        }

        @Override
        public String toString() {
            return onDisk ? "fsync" : replicas == 0 ? "none" : "replicas:" + replicas;
        }
    }

    /** The decision about a request while the store does not answer. */
    public enum OnFailure {
        /** Accepts a token whose last successful check is recent, and rejects all others. */
        BOUNDED,
        CLOSED,
        OPEN
    }

    /** How tokens are checked where no annotation says it. */
    public RevocationMode mode() {
        return replica.mode();
    }

    public Duration maxTokenLifetime() {
        return life.longest();
    }

    public Duration clockSkew() {
        return life.skew();
    }

    public Duration issuerSkew() {
        return life.issuerSkew();
    }

    public List<String> userClaims() {
        return cutoffs.userClaims();
    }

    public List<String> claims() {
        return cutoffs.claims();
    }

    /** How long a fact that may concern any token must be remembered. */
    public Duration retention() {
        return life.longest().plus(life.skew()).plus(life.issuerSkew());
    }

    /**
     * The URL patterns for the servlet container, which may start before CDI has reported mistakes.
     *
     * @param properties finds a property's text
     * @return empty if revocation is off, or if a setting is wrong
     */
    public static List<String> servletPatterns(Function<String, Optional<String>> properties) {
        try {
            RevocationSettings settings = read(new Values(properties));
            return settings.enabled ? settings.enforcement.servletPatterns : List.of();
        } catch (ConfigProblem e) {
            return List.of();
        }
    }

    /**
     * How long the revocation of a group or a session, or its loss, must be remembered at least: no refresh token of this application
     * that descends from an earlier login lives longer without a rotation, which reads it.
     */
    public Duration groupRetention() {
        Duration idle = life.refresh().idle();
        return (idle.compareTo(life.longest()) > 0 ? idle : life.longest())
                .plus(life.skew())
                .plus(life.issuerSkew());
    }

    static RevocationSettings read(Values values) {
        Life life = new Life(
                values.duration(
                        ConfigKeys.REVOCATION_MAX_TOKEN_LIFETIME,
                        Duration.ofHours(24),
                        Duration.ofSeconds(1),
                        Duration.ofDays(3_660)),
                values.duration(
                        ConfigKeys.REVOCATION_CLOCK_SKEW, Duration.ofSeconds(60), Duration.ZERO, Duration.ofHours(1)),
                values.duration(ConfigKeys.REVOCATION_ISSUER_SKEW, Duration.ZERO, Duration.ZERO, Duration.ofHours(1)));
        return new RevocationSettings(
                values.flag(ConfigKeys.REVOCATION_ENABLED, true),
                values.duration(
                        ConfigKeys.REVOCATION_TIMEOUT,
                        Duration.ofMillis(250),
                        Duration.ofMillis(1),
                        Duration.ofMinutes(1)),
                values.choice(ConfigKeys.REVOCATION_ON_STORE_FAILURE, OnFailure.class, OnFailure.BOUNDED),
                values.duration(
                        ConfigKeys.REVOCATION_MAX_STALENESS,
                        Duration.ofSeconds(60),
                        Duration.ofMillis(1),
                        Duration.ofDays(1)),
                new Life(life.longest(), life.skew(), life.issuerSkew(), Refresh.read(values, life.refresh())),
                new Cutoffs(
                        claims(
                                ConfigKeys.REVOCATION_USER_CLAIMS,
                                values.text(ConfigKeys.REVOCATION_USER_CLAIMS).orElse("sub,upn,preferred_username")),
                        values.text(ConfigKeys.REVOCATION_CLAIMS)
                                .map(names -> claims(ConfigKeys.REVOCATION_CLAIMS, names))
                                .orElse(List.of()),
                        values.flag(ConfigKeys.REVOCATION_AUTH_TIME, true)),
                values.text(ConfigKeys.REVOCATION_DURABILITY)
                        .map(Durability::of)
                        .orElse(Durability.NONE),
                new Enforcement(
                        ServletPatterns.read(values, ConfigKeys.REVOCATION_SERVLET_PATTERNS),
                        values.duration(
                                ConfigKeys.REVOCATION_CONNECTION_CHECK_INTERVAL,
                                Duration.ofSeconds(1),
                                Duration.ofMillis(100),
                                Duration.ofHours(1)),
                        (int) values.number(ConfigKeys.REVOCATION_MAX_CONNECTIONS, 100_000, 1, 10_000_000)),
                values.number(ConfigKeys.REVOCATION_MAX_UNVERIFIED, 100_000, 1, 10_000_000),
                AuditSettings.read(values),
                ReplicaMode.read(values));
    }

    private static List<String> claims(String property, String names) {
        List<String> claims =
                Arrays.stream(names.split(",", -1)).map(String::trim).toList();
        if (claims.stream().anyMatch(String::isEmpty)) {
            throw ConfigProblem.of(property, names, "names of claims, separated by commas");
        }
        return claims;
    }
}
