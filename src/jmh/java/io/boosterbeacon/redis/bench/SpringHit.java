package io.boosterbeacon.redis.bench;

import java.net.URI;
import java.time.Duration;
import org.springframework.cache.Cache;
import org.springframework.data.redis.cache.RedisCacheConfiguration;
import org.springframework.data.redis.cache.RedisCacheManager;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.serializer.RedisSerializationContext.SerializationPair;
import org.springframework.data.redis.serializer.RedisSerializer;

/**
 * Hits of the cache of Spring Data Redis, without {@code @Cacheable}, whose proxy takes time. It shares one connection.
 */
final class SpringHit implements Contender {
    private final LettuceConnectionFactory connections;
    private final Cache cache;
    private final String[] keys = Contender.keys("product-");

    SpringHit(String redis) {
        URI uri = URI.create(redis);
        connections = new LettuceConnectionFactory(uri.getHost(), uri.getPort());
        connections.afterPropertiesSet();
        connections.start();
        RedisCacheManager caches = RedisCacheManager.builder(connections)
                .cacheDefaults(RedisCacheConfiguration.defaultCacheConfig()
                        .entryTtl(Duration.ofHours(1))
                        .serializeValuesWith(SerializationPair.fromSerializer(new ProductSerializer())))
                .build();
        caches.afterPropertiesSet();
        cache = caches.getCache("spring");
        for (String key : keys) {
            cache.put(key, Product.of(key));
        }
    }

    @Override
    public Object call(int subject) {
        Product found = cache.get(keys[subject], Product.class);
        Contender.require(found != null, "hit");
        return found;
    }

    @Override
    public void close() {
        connections.destroy();
    }

    private static final class ProductSerializer implements RedisSerializer<Product> {
        @Override
        public byte[] serialize(Product value) {
            return value.toJson();
        }

        @Override
        public Product deserialize(byte[] bytes) {
            return bytes == null ? null : Product.ofJson(bytes);
        }
    }
}
