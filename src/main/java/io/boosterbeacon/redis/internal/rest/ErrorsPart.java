package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import java.util.List;

/** Maps {@code RedisException} to a response. */
public final class ErrorsPart implements RestPart {
    private final Json json;

    public ErrorsPart(Json json) {
        this.json = json;
    }

    @Override
    public List<Object> components() {
        return List.of(new RedisExceptionMapper(json));
    }
}
