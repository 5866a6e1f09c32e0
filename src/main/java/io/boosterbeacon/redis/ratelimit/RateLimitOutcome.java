package io.boosterbeacon.redis.ratelimit;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * How an admitted call has ended.
 *
 * @param kind the way in which it has ended
 * @param status the status of the response; empty for the call of a bean, and if there was no response
 * @param result what the method of a bean has returned, or its stage; for a request, the entity of the response. Empty for
 *     null
 * @param failure the exception by which the method or its stage has failed, if it is known
 */
public record RateLimitOutcome(Kind kind, OptionalInt status, Optional<Object> result, Optional<Throwable> failure) {
    /** The way in which a call ends. */
    public enum Kind {
        /** The method has returned, or the response has a status below 400. */
        COMPLETED,
        /**
         * The method has thrown an exception, its stage has failed, the response has a status from 400, or could not be
         * written.
         */
        FAILED,
        /** The client has hung up before it received the whole response. */
        ABORTED
    }
}
