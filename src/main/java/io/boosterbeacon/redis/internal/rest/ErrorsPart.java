package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import jakarta.ws.rs.Priorities;
import java.util.List;

/** Maps {@code RedisException} and {@code CacheLoadTimeoutException} to responses. */
public final class ErrorsPart implements RestPart {
    /** The priority of the library's mappers: one of the application for the same exception comes first. */
    static final int AFTER_THE_APPLICATION = Priorities.USER + 1_000;

    private final Json json;

    public ErrorsPart(Json json) {
        this.json = json;
    }

    @Override
    public List<Object> components() {
        return List.of(new RedisExceptionMapper(json), new CacheLoadTimeoutMapper(json));
    }
}
