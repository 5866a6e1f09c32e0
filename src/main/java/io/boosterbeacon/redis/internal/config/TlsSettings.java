package io.boosterbeacon.redis.internal.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collections;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;

/**
 * The certificates of TLS connections to Redis.
 *
 * @param trust the trusted authorities; empty for those of the JDK
 * @param identity the client certificate; empty for none
 */
public record TlsSettings(Optional<TrustManagerFactory> trust, Optional<KeyManagerFactory> identity, Verify verify) {
    /** The trusted authorities of the JDK, with full verification. */
    public static final TlsSettings STANDARD = new TlsSettings(Optional.empty(), Optional.empty(), Verify.FULL);

    private static final String STORES = "the path of a PKCS #12 or JKS file";
    private static final int PEM_BEGINNING = 65_536;

    /** What is verified of the server's certificate. */
    public enum Verify {
        /** A trusted authority has issued it for this host. */
        FULL,
        /** A trusted authority has issued it. */
        CA,
        NONE
    }

    static TlsSettings read(Values values) {
        return new TlsSettings(
                values.text(ConfigKeys.REDIS_TLS_TRUST_STORE).map(path -> trust(path, trustPassword(values))),
                values.text(ConfigKeys.REDIS_TLS_KEY_STORE).map(path -> identity(path, keyPassword(values))),
                values.choice(ConfigKeys.REDIS_TLS_VERIFY, Verify.class, Verify.FULL));
    }

    /** The name of the first TLS property that is set; empty if none is. */
    static Optional<String> configured(Values values) {
        return ConfigKeys.REDIS_TLS.stream()
                .filter(name -> values.text(name).isPresent())
                .findFirst();
    }

    private static char[] trustPassword(Values values) {
        return values.text(ConfigKeys.REDIS_TLS_TRUST_STORE_PASSWORD).orElse("").toCharArray();
    }

    private static char[] keyPassword(Values values) {
        return values.text(ConfigKeys.REDIS_TLS_KEY_STORE_PASSWORD).orElse("").toCharArray();
    }

    private static TrustManagerFactory trust(String path, char[] password) {
        String name = ConfigKeys.REDIS_TLS_TRUST_STORE;
        String accepted = STORES + ", or of a PEM file, with certificates";
        try {
            Path file = Path.of(path);
            KeyStore store = isPem(file)
                    ? certificates(file)
                    : store(name, file, password, accepted, ConfigKeys.REDIS_TLS_TRUST_STORE_PASSWORD);
            boolean hasCertificate = false;
            for (String alias : Collections.list(store.aliases())) {
                hasCertificate |= store.isCertificateEntry(alias);
            }
            if (!hasCertificate) {
                throw ConfigProblem.of(name, path + " (there is no certificate in it)", accepted);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(store);
            return factory;
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw ConfigProblem.of(name, path + " (" + reason(e) + ")", accepted);
        }
    }

    private static KeyManagerFactory identity(String path, char[] password) {
        String name = ConfigKeys.REDIS_TLS_KEY_STORE;
        String accepted = STORES + " with a private key and its certificates";
        try {
            KeyStore store = store(name, Path.of(path), password, accepted, ConfigKeys.REDIS_TLS_KEY_STORE_PASSWORD);
            boolean hasKey = false;
            for (String alias : Collections.list(store.aliases())) {
                hasKey |= store.isKeyEntry(alias);
            }
            if (!hasKey) {
                throw ConfigProblem.of(name, path + " (there is no private key in it)", accepted);
            }
            KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            factory.init(store, password);
            return factory;
        } catch (IOException | GeneralSecurityException | InvalidPathException e) {
            throw ConfigProblem.of(name, path + " (" + reason(e) + ")", accepted);
        }
    }

    private static KeyStore store(String name, Path file, char[] password, String accepted, String passwordName)
            throws IOException, GeneralSecurityException {
        try {
            return KeyStore.getInstance(file.toFile(), password);
        } catch (IOException e) {
            if (e.getCause() instanceof UnrecoverableKeyException) {
                throw new ConfigProblem(
                        passwordName + " does not open " + file + "; accepted: the password of that file");
            }
            throw e;
        } catch (IllegalArgumentException notAFile) {
            throw ConfigProblem.of(name, file + " (there is no such file)", accepted);
        }
    }

    private static boolean isPem(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            // openssl writes the certificate as text before the PEM block
            return new String(in.readNBytes(PEM_BEGINNING), StandardCharsets.ISO_8859_1)
                    .contains("-----BEGIN CERTIFICATE-----");
        }
    }

    private static KeyStore certificates(Path file) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(file)) {
            int count = 0;
            for (Certificate each : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("authority-" + count++, each);
            }
        }
        return store;
    }

    private static String reason(Exception e) {
        if (e instanceof NoSuchFileException) {
            return "there is no such file";
        }
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }
}
