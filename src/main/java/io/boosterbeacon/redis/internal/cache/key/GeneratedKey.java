package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.internal.config.Members;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A key that a {@link CacheKeyGenerator} of the application computes. */
record GeneratedKey(
        Class<? extends CacheKeyGenerator> type,
        Function<Class<? extends CacheKeyGenerator>, CacheKeyGenerator> generators,
        KeyEncoder encoder)
        implements KeyPlan {
    @Override
    public List<byte[]> parts(Method method, Object[] arguments) {
        Object key = generators.apply(type).generate(method, arguments.clone());
        if (key == null) {
            throw new IllegalStateException(type.getName() + " returned null for " + Members.describe(method)
                    + "; a CacheKeyGenerator returns a key");
        }
        return List.of(encoder.encode(key));
    }

    @Override
    public Optional<int[]> arguments() {
        return Optional.empty();
    }

    @Override
    public Optional<KeyShape> shape() {
        return Optional.empty();
    }
}
