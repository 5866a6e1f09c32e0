package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.EnvelopeOptions;
import io.boosterbeacon.redis.internal.codec.ImmutableTypes;
import io.boosterbeacon.redis.internal.codec.ValueCodec;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.config.Members;
import java.lang.reflect.Method;
import java.util.Optional;
import java.util.function.Function;

/** Creates the formats of the values of annotated methods. */
final class ValueFormats {
    private final ValueCodec codec;
    private final CacheValueSettings settings;
    private final Function<String, Optional<String>> properties;

    /** @param properties override annotations */
    ValueFormats(ValueCodec codec, CacheValueSettings settings, Function<String, Optional<String>> properties) {
        this.codec = codec;
        this.settings = settings;
        this.properties = properties;
    }

    /** @param method the declaration with the annotation */
    MethodValues of(
            Cached own, boolean immutable, ReturnShape shape, CacheName cache, BeanMethod called, Method method) {
        return values(shape, immutable, cache, called, settings.options(own, cache, called, method, properties));
    }

    /** @param method the declaration with the annotation */
    MethodValues of(CachePut own, ReturnShape shape, CacheName cache, BeanMethod called, Method method) {
        return values(shape, false, cache, called, settings.options(own, cache, called, method, properties));
    }

    private MethodValues values(
            ReturnShape shape, boolean immutable, CacheName cache, BeanMethod called, EnvelopeOptions options) {
        return new MethodValues(
                new Envelope(codec, shape.content(), options),
                shape.optional(),
                immutable || ImmutableTypes.contains(shape.content()),
                Members.describe(called.method()),
                cache.name());
    }
}
