package io.boosterbeacon.redis.bench;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Hits of its remote cache, without a local cache before it. */
final class JetCacheHit implements Contender {
    private static final JavaType HOLDER =
            Product.JSON.getTypeFactory().constructParametricType(CacheValueHolder.class, Product.class);
    private static final ObjectReader READER = Product.JSON.readerFor(HOLDER);
    private static final ObjectWriter WRITER = Product.JSON.writerFor(HOLDER);

    private final RedisClient client;
    private final Cache<String, Product> cache;
    private final String[] keys = Contender.keys("product-");

    JetCacheHit(String redis) {
        client = RedisClient.create(redis);
        cache = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .connection(client.connect(ByteArrayCodec.INSTANCE))
                .keyPrefix("jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(JetCacheHit::encode)
                .valueDecoder(JetCacheHit::decode)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();
        for (String key : keys) {
            cache.put(key, Product.of(key));
        }
    }

    /** A value as JetCache stores it, together with its times. */
    private static byte[] encode(Object holder) {
        try {
            return WRITER.writeValueAsBytes(holder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Object decode(byte[] json) {
        try {
            return READER.readValue(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Object call(int subject) {
        Product found = cache.get(keys[subject]);
        Contender.require(found != null, "hit");
        return found;
    }

    @Override
    public void close() {
        cache.close();
        client.shutdown();
    }
}
