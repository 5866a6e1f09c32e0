package io.boosterbeacon.redis.bench;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.redisson.Redisson;
import org.redisson.api.RBucket;
import org.redisson.api.RMapCache;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.Codec;
import org.redisson.codec.TypedJsonJacksonCodec;
import org.redisson.config.Config;

/** Hits of Redisson, by single values and by its map with expiry, which its cache integrations use. It has a pool. */
final class RedissonHit {
    private RedissonHit() {}

    private static RedissonClient client(String redis) {
        Config config = new Config();
        config.useSingleServer().setAddress(redis);
        return Redisson.create(config);
    }

    private static Codec codec() {
        return new TypedJsonJacksonCodec(Product.class, String.class, Product.class, Product.JSON.copy());
    }

    static Contender bucket(String redis) {
        RedissonClient redisson = client(redis);
        Codec codec = codec();
        @SuppressWarnings({"unchecked", "rawtypes"}) // no arrays of generic types
        RBucket<Product>[] buckets = Stream.of(Contender.keys("redisson:product-"))
                .map(key -> redisson.<Product>getBucket(key, codec))
                .toArray(RBucket[]::new);
        for (RBucket<Product> bucket : buckets) {
            bucket.set(Product.of(bucket.getName()), Duration.ofHours(1));
        }
        return new Contender() {
            @Override
            public Object call(int subject) {
                Product found = buckets[subject].get();
                Contender.require(found != null, "hit");
                return found;
            }

            @Override
            public void close() {
                redisson.shutdown();
            }
        };
    }

    static Contender mapCache(String redis) {
        RedissonClient redisson = client(redis);
        RMapCache<String, Product> map = redisson.getMapCache("redisson:products", codec());
        String[] keys = Contender.keys("product-");
        for (String key : keys) {
            map.fastPut(key, Product.of(key), 1, TimeUnit.HOURS);
        }
        return new Contender() {
            @Override
            public Object call(int subject) {
                Product found = map.get(keys[subject]);
                Contender.require(found != null, "hit");
                return found;
            }

            @Override
            public void close() {
                redisson.shutdown();
            }
        };
    }
}
