package io.boosterbeacon.redis.bench;

import com.alicp.jetcache.Cache;
import com.alicp.jetcache.CacheValueHolder;
import com.alicp.jetcache.MultiLevelCacheBuilder;
import com.alicp.jetcache.embedded.CaffeineCacheBuilder;
import com.alicp.jetcache.redis.lettuce.RedisLettuceCacheBuilder;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.lettuce.core.RedisClient;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.TimeUnit;

/** Hits of its remote cache, or of a local cache before it. */
final class JetCacheHit implements Contender {
    private static final JavaType HOLDER =
            Product.JSON.getTypeFactory().constructParametricType(CacheValueHolder.class, Product.class);
    private static final ObjectReader READER = Product.JSON.readerFor(HOLDER);
    private static final ObjectWriter WRITER = Product.JSON.writerFor(HOLDER);

    private final RedisClient client;
    private final Cache<String, Product> cache;
    private final String[] keys = Contender.keys("product-");

    private JetCacheHit(String redis, boolean twoLevels) {
        client = RedisClient.create(redis);
        Cache<String, Product> remote = RedisLettuceCacheBuilder.createRedisLettuceCacheBuilder()
                .redisClient(client)
                .connection(client.connect(ByteArrayCodec.INSTANCE))
                .keyPrefix("jetcache:")
                .keyConvertor(key -> key)
                .valueEncoder(JetCacheHit::encode)
                .valueDecoder(JetCacheHit::decode)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();
        cache = twoLevels ? behindLocal(remote) : remote;
        for (String key : keys) {
            cache.put(key, Product.of(key));
        }
    }

    static JetCacheHit remote(String redis) {
        return new JetCacheHit(redis, false);
    }

    static JetCacheHit twoLevels(String redis) {
        return new JetCacheHit(redis, true);
    }

    private static Cache<String, Product> behindLocal(Cache<String, Product> remote) {
        Cache<String, Product> local = CaffeineCacheBuilder.createCaffeineCacheBuilder()
                .limit(2 * SUBJECTS)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .keyConvertor(key -> key)
                .buildCache();
        return MultiLevelCacheBuilder.createMultiLevelCacheBuilder()
                .addCache(local, remote)
                .expireAfterWrite(1, TimeUnit.HOURS)
                .buildCache();
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
