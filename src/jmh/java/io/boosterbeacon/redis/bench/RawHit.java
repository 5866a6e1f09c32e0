package io.boosterbeacon.redis.bench;

import io.lettuce.core.SetArgs;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.RedisCodec;
import io.lettuce.core.codec.StringCodec;

/** Hits by a {@code GET}, read with Jackson. */
final class RawHit implements Contender {
    private final RawLettuce<byte[]> redis;
    private final String[] keys = Contender.keys("raw:product-");

    RawHit(String redis) throws Exception {
        this.redis = new RawLettuce<>(redis, RedisCodec.of(StringCodec.UTF8, ByteArrayCodec.INSTANCE));
        for (String key : keys) {
            this.redis
                    .commands()
                    .set(key, Product.of(key).toJson(), SetArgs.Builder.ex(3_600))
                    .get();
        }
    }

    @Override
    public Object call(int subject) throws Exception {
        return Product.ofJson(redis.commands().get(keys[subject]).get());
    }

    @Override
    public void close() {
        redis.close();
    }
}
