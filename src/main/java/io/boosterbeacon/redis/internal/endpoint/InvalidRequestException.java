package io.boosterbeacon.redis.internal.endpoint;

/** A request is answered with {@code invalid_request} and the message, which contains no value of the request. */
public final class InvalidRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    InvalidRequestException(String message) {
        super(message);
    }

    Answer answer() {
        return Answer.refused(Answer.INVALID_REQUEST, String.valueOf(getMessage()));
    }
}
