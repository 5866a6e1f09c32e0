package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;

/** A limited bean that a resource has called: the same answer as for a limited resource. */
public class RateLimitExceededMapper implements ExceptionMapper<RateLimitExceededException> {
    private final RestServices services;

    RateLimitExceededMapper(RestServices services) {
        this.services = services;
    }

    @Override
    public Response toResponse(RateLimitExceededException denied) {
        Verdict verdict =
                new Verdict(List.of(new Verdict.Result(denied.policy(), denied.window(), denied.result())), false);
        RateLimitAnswer answer =
                new RateLimitAnswer(services.json(), services.settings().rateLimit(), services.clock());
        Response.ResponseBuilder response = Response.fromResponse(answer.denied(verdict));
        answer.headers(verdict).forEach(response::header);
        return response.build();
    }
}
