package io.boosterbeacon.redis.internal.endpoint;

/** What answers the POST requests of one path. Thread-safe. */
public interface Endpoint {
    /**
     * Answers a request.
     *
     * @throws InvalidRequestException if a parameter is missing, or there twice
     */
    Answer answer(Requester requester, Form form) throws InvalidRequestException;
}
