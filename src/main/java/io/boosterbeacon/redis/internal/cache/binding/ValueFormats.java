package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.codec.ImmutableTypes;
import io.boosterbeacon.redis.internal.codec.ValueCodec;
import io.boosterbeacon.redis.internal.config.CacheName;
import io.boosterbeacon.redis.internal.config.CachePolicy;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import java.util.Optional;
import java.util.function.Function;

/** Creates the formats of the values of caches. */
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

    /**
     * The format of what a method returns or takes as a parameter.
     *
     * @param place the method, for messages
     */
    MethodValues of(CachePolicy policy, ReturnShape shape, ValueTtl ttl, CacheName cache, String place) {
        return new MethodValues(
                new Envelope(codec, shape.content(), settings.options(policy.version(), cache, properties)),
                shape.optional(),
                policy.immutable() || ImmutableTypes.contains(shape.content()),
                ttl,
                place,
                cache.name());
    }
}
