package io.boosterbeacon.redis.internal.store.redis.connection;

import io.lettuce.core.SslVerifyMode;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whom connections by {@code rediss://} trust, and who they say they are.
 *
 * @param trust empty: the authorities that the JDK knows
 * @param identity the client certificate, if there is one
 */
public record RedisTls(Optional<TrustManagerFactory> trust, Optional<KeyManagerFactory> identity, Verify verify) {
    /** What the JDK trusts, fully checked. */
    public static final RedisTls STANDARD = new RedisTls(Optional.empty(), Optional.empty(), Verify.FULL);

    /** What is checked of the server's certificate. */
    public enum Verify {
        /** That a trusted authority has issued it, for this host. */
        FULL(SslVerifyMode.FULL),
        /** That a trusted authority has issued it. */
        CA(SslVerifyMode.CA),
        NONE(SslVerifyMode.NONE);

        private final SslVerifyMode mode;

        Verify(SslVerifyMode mode) {
            this.mode = mode;
        }

        SslVerifyMode mode() {
            return mode;
        }
    }
}
