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
import java.util.List;
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

    @Cached(cacheName = "near", nullTtl = 60, localTtl = 60)
    @Nullable
    String near(String id);

    /** The same entries as {@link #near}. */
    @Cached(cacheName = "near", nullTtl = 60, localTtl = 60)
    Optional<String> nearIfAny(String id);

    /** The same entries, with values of another type. */
    @Cached(cacheName = "near", localTtl = 60)
    Integer nearAsNumber(String id);

    /** The same entries, which this method never reads near. */
    @Cached(cacheName = "near", nullTtl = 60)
    @Nullable
    String nearButRemote(String id);

    @Cached(cacheName = "near", nullTtl = 60, localTtl = 60)
    CompletionStage<@Nullable String> nearLater(String id);

    @CacheInvalidate(cacheName = "near")
    void nearSold(String id);

    @CacheInvalidateAll(cacheName = "near")
    void allNearSold();

    @CachePut(cacheName = "near")
    void nearPut(@CacheKey String id, @CacheValue String value);

    @Cached(cacheName = "near-news", staleTtl = 600, localTtl = 60)
    String nearNews(String id);

    /** An immutable value. */
    record Tag(String name, Optional<Integer> size) {}

    @Cached(cacheName = "near-tag", localTtl = 60)
    Tag nearTag(String id);

    @Cached(cacheName = "near-tag", localTtl = 60, unless = ConditionsContract.IsDraft.class)
    Tag nearPublishedTag(String id);

    @Cached(cacheName = "near-tags", localTtl = 60)
    List<Tag> nearTags(String id);

    @Cached(cacheName = "near-fixed-tags", localTtl = 60, immutable = true)
    List<Tag> nearFixedTags(String id);

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
