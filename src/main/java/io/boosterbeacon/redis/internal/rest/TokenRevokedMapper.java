package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.revocation.TokenRevokedException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;

/** Answers with 401 if a resource has called code that does not accept a token, as if the filter had refused it. */
@Priority(ErrorsPart.AFTER_THE_APPLICATION)
public class TokenRevokedMapper implements ExceptionMapper<TokenRevokedException> {
    private final Json json;

    TokenRevokedMapper(Json json) {
        this.json = json;
    }

    @Override
    public Response toResponse(TokenRevokedException refused) {
        return Problem.revoked(json);
    }
}
