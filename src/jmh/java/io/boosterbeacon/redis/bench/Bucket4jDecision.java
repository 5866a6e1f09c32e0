package io.boosterbeacon.redis.bench;

import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;

/** Decisions of Bucket4j: it reads the bucket of a subject, decides in the JVM, and stores it by compare-and-swap. */
final class Bucket4jDecision implements Contender {
    private final RawLettuce<byte[]> redis;
    private final ProxyManager<String> buckets;
    private final BucketConfiguration configuration;
    private final MeasuredLimit limit;
    private final String[] keys = Contender.keys("bucket4j:subject-");

    /** Permits accrue evenly. */
    static Contender greedy(String redis) throws Exception {
        return new Bucket4jDecision(redis, MeasuredLimit.HIGH, true);
    }

    Bucket4jDecision(String redis, MeasuredLimit limit) throws Exception {
        this(redis, limit, false);
    }

    private Bucket4jDecision(String redis, MeasuredLimit limit, boolean greedy) throws Exception {
        this.limit = limit;
        this.redis = new RawLettuce<>(redis, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        configuration = BucketConfiguration.builder()
                .addLimit(bandwidth -> greedy
                        ? bandwidth.capacity(limit.permits()).refillGreedy(limit.permits(), limit.window())
                        : bandwidth.capacity(limit.permits()).refillIntervally(limit.permits(), limit.window()))
                .build();
        buckets = Bucket4jLettuce.casBasedBuilder(this.redis.connection())
                .expirationAfterWrite(ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(limit.window()))
                .build();
        limit.prepare(this::tryAcquire);
    }

    @Override
    public Object call(int subject) {
        return limit.require(tryAcquire(subject));
    }

    private boolean tryAcquire(int subject) {
        return buckets.getProxy(keys[limit.key(subject)], () -> configuration).tryConsume(1);
    }

    @Override
    public void close() {
        redis.close();
    }
}
