package io.boosterbeacon.redis.internal.rest;

import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import jakarta.annotation.Priority;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import java.util.List;

/** Answers with 429 if a resource has called a bean that exceeds its limit, as if the resource were limited. */
@Priority(ErrorsPart.AFTER_THE_APPLICATION)
public class RateLimitExceededMapper implements ExceptionMapper<RateLimitExceededException> {
    private final RateLimitResponses answer;

    RateLimitExceededMapper(RateLimitResponses answer) {
        this.answer = answer;
    }

    @Override
    public Response toResponse(RateLimitExceededException denied) {
        Verdict verdict = new Verdict(
                List.of(new Verdict.Result(denied.policy(), null, denied.window(), denied.result())), false);
        Response.ResponseBuilder response = Response.fromResponse(answer.denied(verdict));
        answer.headers(verdict).forEach(response::header);
        return response.build();
    }
}
