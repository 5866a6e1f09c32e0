package io.boosterbeacon.redis.internal.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.AsyncRedisService;
import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.ratelimit.RateLimiter;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.Events;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The programmatic beans of a deployed APPLICATION. */
class ServiceBeansTest {
    private static final Duration HOUR = Duration.ofHours(1);

    private static final Application APPLICATION = new Application(Events.class);

    private final RedisService redis = APPLICATION.bean(RedisService.class);
    private final AsyncRedisService async = redis.async();
    private final String key = UUID.randomUUID().toString();

    record Person(String name) {}

    @AfterAll
    static void undeploy() {
        APPLICATION.close();
    }

    private static <T> T get(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void strings_areStoredWithTheirLifetime() {
        assertThat(redis.get(key)).isEmpty();
        assertThat(redis.exists(key)).isFalse();
        assertThat(redis.expire(key, HOUR)).isFalse();

        redis.set(key, "é", HOUR);
        assertThat(redis.get(key)).contains("é");
        assertThat(redis.exists(key)).isTrue();
        assertThat(redis.ttl(key))
                .hasValueSatisfying(
                        ttl -> assertThat(ttl).isLessThanOrEqualTo(HOUR).isGreaterThan(Duration.ofMinutes(50)));
        assertThat(redis.expire(key, Duration.ofMinutes(1))).isTrue();
        assertThat(redis.ttl(key).orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));

        redis.setWithoutExpiry(key, "for good");
        assertThat(redis.ttl(key)).isEmpty();
        assertThat(redis.delete(key, key + "x")).isEqualTo(1);
        assertThat(redis.get(key)).isEmpty();
    }

    @Test
    void json_isBoundToTheTypeAskedFor() {
        redis.setJson(key, List.of(new Person("Ada")), HOUR);

        assertThat(redis.get(key)).contains("[{\"name\":\"Ada\"}]");
        assertThat(redis.getJson(key, new TypeLiteral<List<Person>>() {})).contains(List.of(new Person("Ada")));
        assertThat(redis.getJson(key, Person.class)).isEmpty();
        assertThat(redis.getOrSet(key, new TypeLiteral<List<Person>>() {}, HOUR, List::of))
                .containsExactly(new Person("Ada"));

        redis.setAllJson(Map.of(key, new Person("Ada"), key + "x", new Person("Alan")), HOUR);
        assertThat(redis.getAllJson(List.of(key + "x", key + "y", key), Person.class))
                .containsExactly(Map.entry(key + "x", new Person("Alan")), Map.entry(key, new Person("Ada")));
        assertThat(redis.getOrSet(key + "z", Person.class, HOUR, () -> new Person("Grace")))
                .isEqualTo(new Person("Grace"));
    }

    @Test
    void counters_beginAtZeroAndEnd() {
        assertThat(redis.increment(key, 2)).isEqualTo(2);
        assertThat(redis.increment(key, -5, HOUR)).isEqualTo(-3);
        assertThat(redis.ttl(key).orElseThrow()).isGreaterThan(HOUR);

        redis.set(key, "a text", HOUR);
        assertThatThrownBy(() -> redis.increment(key, 1))
                .isInstanceOfSatisfying(RedisException.class, failure -> assertThat(failure.type())
                        .isEqualTo(RedisErrorType.COMMAND_ERROR));
    }

    @Test
    void limits_areTheSameAsTheLimiters() {
        RateLimiter limiter = APPLICATION.bean(RateLimiter.class);

        assertThat(redis.getRateLimitStatus(key).count()).isZero();
        assertThat(redis.rateLimit(key, HOUR, 2).remaining()).isEqualTo(1);
        assertThat(limiter.tryAcquire(key, 2, HOUR).remaining()).isZero();
        assertThat(redis.rateLimit(key, HOUR, 2).limited()).isTrue();
        assertThat(redis.getRateLimitStatus(key).count()).isEqualTo(2);
        limiter.reset(key);
        assertThat(redis.getRateLimitStatus(key).count()).isZero();
    }

    @Test
    void store_answers() {
        assertThat(redis.isReady()).isTrue();
        assertThat(redis.ping()).isBetween(Duration.ZERO, Duration.ofSeconds(5));
    }

    @Test
    void unwrap_embedded_saysThatThereIsNoClient() {
        assertThatThrownBy(() -> redis.unwrap(Runnable.class))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the embedded store has no java.lang.Runnable");
    }

    @Test
    void async_everyOperation_doesTheSame() throws Exception {
        get(async.set(key, "1", HOUR));
        assertThat(get(async.get(key))).contains("1");
        assertThat(get(async.exists(key))).isTrue();
        assertThat(get(async.expire(key, Duration.ofMinutes(1)))).isTrue();
        assertThat(get(async.ttl(key)).orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
        assertThat(get(async.increment(key, 1))).isEqualTo(2);
        assertThat(get(async.increment(key, 1, HOUR))).isEqualTo(3);
        get(async.setWithoutExpiry(key, "2"));
        assertThat(get(async.ttl(key))).isEmpty();
        assertThat(get(async.delete(key))).isEqualTo(1);
        get(async.setJson(key, new Person("Ada"), HOUR));
        assertThat(get(async.getJson(key, Person.class))).contains(new Person("Ada"));
        assertThat(get(async.getJson(key, new TypeLiteral<Map<String, String>>() {})))
                .contains(Map.of("name", "Ada"));
        get(async.setAllJson(Map.of(key + "x", new Person("Alan")), HOUR));
        assertThat(get(async.getAllJson(List.of(key + "x"), Person.class)))
                .isEqualTo(Map.of(key + "x", new Person("Alan")));
        assertThat(get(async.getOrSet(
                        key + "y", Person.class, HOUR, () -> CompletableFuture.completedFuture(new Person("Grace")))))
                .isEqualTo(new Person("Grace"));
        assertThat(get(async.getOrSet(
                        key + "y",
                        new TypeLiteral<Map<String, String>>() {},
                        HOUR,
                        () -> CompletableFuture.failedFuture(new AssertionError()))))
                .isEqualTo(Map.of("name", "Grace"));
        assertThat(get(async.rateLimit(key, HOUR, 2)).count()).isEqualTo(1);
        assertThat(get(async.getRateLimitStatus(key)).count()).isEqualTo(1);
        assertThat(get(async.ping())).isGreaterThanOrEqualTo(Duration.ZERO);
    }

    @Test
    void revocation_isToldAsAnEventWhateverItsObserversDo() {
        TokenBlacklistService blacklist = APPLICATION.bean(TokenBlacklistService.class);
        Events events = APPLICATION.bean(Events.class);

        events.failing(true);

        blacklist.revokeTokenId("https://issuer.example", key, Instant.now().plus(HOUR), "lost phone");

        assertThat(events.take()).singleElement().isInstanceOfSatisfying(TokenRevoked.class, event -> assertThat(
                        event.reason())
                .isEqualTo(Optional.of("lost phone")));
        assertThat(blacklist.getBlacklistStats().totalTokensBlacklisted()).isEqualTo(1);
    }
}
