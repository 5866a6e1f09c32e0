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
    private final BucketConfiguration configuration = BucketConfiguration.builder()
            .addLimit(limit ->
                    limit.capacity(BeaconDecision.LIMIT).refillIntervally(BeaconDecision.LIMIT, BeaconDecision.WINDOW))
            .build();
    private final String[] keys = Contender.keys("bucket4j:subject-");

    Bucket4jDecision(String redis) {
        this.redis = new RawLettuce<>(redis, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        buckets = Bucket4jLettuce.casBasedBuilder(this.redis.connection())
                .expirationAfterWrite(
                        ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(BeaconDecision.WINDOW))
                .build();
    }

    @Override
    public Object call(int subject) {
        boolean allowed = buckets.getProxy(keys[subject], () -> configuration).tryConsume(1);
        Contender.require(allowed, "allowed");
        return allowed;
    }

    @Override
    public void close() {
        redis.close();
    }
}
