package io.boosterbeacon.redis.internal.jose;

/**
 * The keys of an issuer are not known now, or the platform's cryptography fails, so that it is unknown whether a token is
 * one of the issuer's tokens.
 */
public final class KeysUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    KeysUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    KeysUnavailableException(String message) {
        super(message);
    }
}
