package io.boosterbeacon.redis.internal.cache;

import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Annotated methods, whose bodies the tests provide. */
interface Shop {
    @Cached(cacheName = "prices")
    @Nullable
    String price(String id);

    /** The same entries as {@link #price}, with values of another type. */
    @Cached(cacheName = "prices")
    Integer priceAsNumber(String id);

    @Cached(cacheName = "stocks", nullTtl = 60)
    @Nullable
    String stock(String id);

    @Cached(cacheName = "offers", nullTtl = 60)
    Optional<String> offer(String id);

    @Cached(cacheName = "shaky", ttl = 1_000, nullTtl = 100, jitter = 0.25)
    @Nullable
    String shaky(String id);

    @Cached(cacheName = "later", nullTtl = 60)
    CompletionStage<@Nullable String> later(String id);

    @Cached(cacheName = "news", staleTtl = 600)
    String news(String id);

    @Cached(cacheName = "news", staleTtl = 600)
    CompletionStage<String> newsLater(String id);

    @Cached(cacheName = "news", staleTtl = 600)
    StaleContract.Part newsInParts(String id);

    @Cached(cacheName = "news")
    String freshNews(String id);

    @CacheInvalidate(cacheName = "news")
    void happened(String id);

    @CacheInvalidateAll(cacheName = "news")
    void allHappened();

    @Cached(cacheName = "sealed")
    StoredValuesContract.WriteOnly writeOnly(String id);

    @Cached(cacheName = "mixed")
    StoredValuesContract.Sometimes sometimes(String id);

    @Cached(cacheName = "anything")
    Serializable anything(String id);

    @CacheInvalidate(cacheName = "prices")
    void sold(String id);

    @CacheInvalidate(cacheName = "prices", afterInvocation = false)
    void soldBefore(String id);

    @CacheInvalidate(cacheName = "prices", evictFor = IOException.class, noEvictFor = FileNotFoundException.class)
    void soldOrBroken(String id);

    @CacheInvalidate(cacheName = "prices", noEvictFor = IOException.class)
    void soldUnlessBroken(String id);

    @CacheInvalidate(cacheName = "later", evictFor = IOException.class)
    CompletionStage<@Nullable String> soldLater(String id);

    @CacheInvalidate(cacheName = "prices")
    @CacheInvalidate(cacheName = "stocks", key = "{1}")
    void both(@CacheKey String priced, String stocked);

    @CacheInvalidate(cacheName = "prices", afterInvocation = false)
    @CacheInvalidate(cacheName = "stocks", key = "{1}", afterInvocation = false)
    void bothBefore(@CacheKey String priced, String stocked);

    @CacheInvalidateAll(cacheName = "prices")
    void soldOut();

    @Cached(
            cacheName = "articles",
            nullTtl = 60,
            staleTtl = 600,
            condition = ConditionsContract.HasId.class,
            unless = ConditionsContract.IsDraft.class)
    @Nullable
    String article(@Nullable String id);

    @Cached(cacheName = "articles", nullTtl = 60, unless = ConditionsContract.IsDraft.class)
    CompletionStage<Optional<String>> articleLater(String id);

    @CachePut(cacheName = "articles", unless = ConditionsContract.IsDraft.class)
    void publish(String id, @CacheValue String article);

    @CacheInvalidate(cacheName = "articles")
    void withdraw(String id);

    @Cached(condition = ConditionsContract.Failing.class)
    String conditionFails(String id);

    @Cached(condition = ConditionsContract.Early.class)
    String conditionNeedsTheValue(String id);

    @Cached(unless = ConditionsContract.Failing.class)
    String unlessFails(String id);

    @CachePut(cacheName = "prices", ttl = 30)
    void reprice(String id, @CacheValue @Nullable String price);

    @CachePut(cacheName = "anything")
    void replace(String id, @CacheValue Serializable value);
}
