package io.boosterbeacon.redis.internal.jose;

/** What is known of the text of a token. */
public sealed interface Verification {
    /** The signature is one of the issuer's. */
    record Signed(VerifiedToken token) implements Verification {}

    /** The token names a known issuer, but the signature is not that of the issuer's key. */
    record Forged() implements Verification {}

    /**
     * The token names a known issuer, and a key that the issuer did not have when its keys were last fetched. They
     * cannot be fetched again now: the token is forged, or the key is new.
     */
    record UnknownKey() implements Verification {}

    /**
     * The token names a known issuer, whose signature cannot be verified here: its algorithm is not accepted, or the key
     * of the issuer cannot be used with it. Others may accept the token.
     */
    record Unsupported() implements Verification {}

    /**
     * The token names no known issuer, or a key that its issuer does not have any more, or it is encrypted: nobody here
     * can verify it.
     */
    record Unverifiable() implements Verification {}
}
