package io.boosterbeacon.redis.internal.codec;

import io.boosterbeacon.redis.internal.codec.Json.LossyException;
import io.boosterbeacon.redis.internal.codec.Json.UnbindableException;
import jakarta.json.bind.Jsonb;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Values that the application's own JSON-B object writes. JSON-B does not know the annotations of Jackson: classes with
 * one that excludes content are refused.
 */
final class JsonbCodec implements ValueCodec {
    private final Jsonb jsonb;
    private final String identity;

    private JsonbCodec(Jsonb jsonb) {
        this.jsonb = jsonb;
        this.identity = JsonProbe.identity("jsonb", value -> jsonb.toJson(value).getBytes(StandardCharsets.UTF_8));
    }

    static JsonbCodec of(Object bean) {
        return new JsonbCodec((Jsonb) bean);
    }

    static Class<?> beanType() {
        return Jsonb.class;
    }

    @Override
    public String identity() {
        return identity;
    }

    @Override
    public byte[] writeLossless(Object value, Type type) throws LossyException {
        return new LosslessJson(
                        new JsonBinding() {
                            @Override
                            public byte[] write(Object written) {
                                return jsonb.toJson(written, type).getBytes(StandardCharsets.UTF_8);
                            }

                            @Override
                            public @Nullable Object read(byte[] json) {
                                return JsonbCodec.this.read(json, 0, json.length, type);
                            }

                            @Override
                            public String type() {
                                return type.getTypeName();
                            }

                            @Override
                            public String describe(Throwable failure) {
                                return failure.getClass().getName();
                            }
                        },
                        JsonbTypes::refusal)
                .write(value);
    }

    @Override
    public @Nullable Object read(byte[] json, int from, Type type) throws UnbindableException {
        try {
            return read(json, from, json.length - from, type);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw new UnbindableException(type, e);
        }
    }

    private @Nullable Object read(byte[] json, int from, int length, Type type) {
        return jsonb.fromJson(new String(json, from, length, StandardCharsets.UTF_8), type);
    }
}
