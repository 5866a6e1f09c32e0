package io.boosterbeacon.demo.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import java.nio.file.Path;
import java.util.Base64;

/**
 * The key pair of this process: created at start-up, or kept in the file {@code demo.key.file} ({@code DEMO_KEY_FILE}).
 */
final class SigningKey {
    private static final int BITS = 2048;
    private static final RSAKey SHARED = find();

    private SigningKey() {}

    static RSAKey pair() {
        return SHARED;
    }

    /** The public half in PEM, as {@code mp.jwt.verify.publickey} wants it. */
    static String publicPem() {
        try {
            String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'})
                    .encodeToString(SHARED.toRSAPublicKey().getEncoded());
            return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----";
        } catch (JOSEException e) {
            throw new IllegalStateException("The demo's key pair is not an RSA key pair", e);
        }
    }

    private static RSAKey find() {
        String file = System.getProperty("demo.key.file", System.getenv().getOrDefault("DEMO_KEY_FILE", ""));
        return file.isBlank() ? generate() : new KeyFile(Path.of(file)).readOrCreate(SigningKey::generate);
    }

    private static RSAKey generate() {
        try {
            return new RSAKeyGenerator(BITS).keyIDFromThumbprint(true).generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot make the demo's key pair", e);
        }
    }
}
