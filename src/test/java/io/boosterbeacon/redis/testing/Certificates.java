package io.boosterbeacon.redis.testing;

import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** A certificate authority, and its certificates for a server and a client, as files in a temporary folder. */
public final class Certificates {
    public static final String PASSWORD = "change-it-2";

    private final Path folder;
    private final KeyStore all;

    private Certificates(String serverNames) {
        try {
            folder = TempFolder.create("beacon-tls");
            Path file = folder.resolve("all.p12");
            issue(file, "authority", "CN=Authority", "-ext", "bc:c");
            issue(file, "server", "CN=server", "-signer", "authority", "-ext", "san=" + serverNames);
            issue(file, "client", "CN=client", "-signer", "authority");
            all = KeyStore.getInstance(file.toFile(), PASSWORD.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Issues new certificates.
     *
     * @param serverNames for example {@code dns:localhost,ip:127.0.0.1}
     */
    public static Certificates issue(String serverNames) {
        return new Certificates(serverNames);
    }

    /** The certificates of this machine, issued once for each JVM. */
    public static Certificates ofLocalhost() {
        return Shared.CERTIFICATES;
    }

    /** Options for {@code redis-server}. */
    public List<String> serverSettings() {
        return List.of(
                "--tls-cert-file",
                pem("server").toString(),
                "--tls-key-file",
                key().toString(),
                "--tls-ca-cert-file",
                pem("authority").toString());
    }

    /** Options for servers that use TLS among themselves, too, and accept any client. */
    List<String> peerSettings() {
        return Stream.concat(
                        serverSettings().stream(), Stream.of("--tls-replication", "yes", "--tls-auth-clients", "no"))
                .toList();
    }

    /** A URI for fixtures, which need not verify the server. */
    static RedisURI unverified(String url) {
        RedisURI uri = RedisURI.create(url);
        uri.setVerifyPeer(false);
        return uri;
    }

    /** The authority alone, in a PKCS #12 file. */
    public Path trustStore() {
        return write("trust.p12", store -> store.setCertificateEntry("authority", all.getCertificate("authority")));
    }

    /** The authority alone, in a PEM file. */
    public Path trustPem() {
        return pem("authority");
    }

    /** The client's key and certificates, in a PKCS #12 file. */
    public Path clientStore() {
        return write(
                "client.p12",
                store -> store.setKeyEntry(
                        "client",
                        all.getKey("client", PASSWORD.toCharArray()),
                        PASSWORD.toCharArray(),
                        all.getCertificateChain("client")));
    }

    private Path pem(String alias) {
        try {
            StringBuilder text = new StringBuilder();
            for (Certificate each : all.getCertificateChain(alias)) {
                text.append(pem("CERTIFICATE", each.getEncoded()));
            }
            return Files.writeString(folder.resolve(alias + ".crt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path key() {
        try {
            PrivateKey key = (PrivateKey) all.getKey("server", PASSWORD.toCharArray());
            return Files.writeString(folder.resolve("server.key"), pem("PRIVATE KEY", key.getEncoded()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(String what, byte[] bytes) {
        return "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes)
                + "\n-----END " + what + "-----\n";
    }

    private Path write(String name, Filling filling) {
        Path file = folder.resolve(name);
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            filling.fill(store);
            store.store(out, PASSWORD.toCharArray());
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void issue(Path file, String alias, String name, String... more) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "30",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                PASSWORD));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool: " + said);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private interface Filling {
        void fill(KeyStore store) throws GeneralSecurityException;
    }

    private static final class Shared {
        static final Certificates CERTIFICATES = issue("dns:localhost,ip:127.0.0.1");
    }
}
