package io.boosterbeacon.demo.identity;

import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.util.function.Supplier;

/** A key pair in a file, so that all instances on one machine accept each other's tokens. */
final class KeyFile {
    private final Path file;

    KeyFile(Path file) {
        this.file = file.toAbsolutePath();
    }

    /** Reads the key pair, or creates it. If several instances create one at the same time, all use the first. */
    RSAKey readOrCreate(Supplier<RSAKey> generator) {
        try {
            if (Files.notExists(file)) {
                create(generator.get());
            }
            return RSAKey.parse(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("demo.key.file: cannot use " + file, e);
        } catch (ParseException e) {
            throw new IllegalStateException("demo.key.file: " + file + " holds no key pair; delete it", e);
        }
    }

    private void create(RSAKey key) throws IOException {
        Path folder = Files.createDirectories(file.resolveSibling(""));
        // only the owner can read a temporary file, and a link to it is complete as soon as it exists
        Path draft = Files.createTempFile(folder, "demo", ".key");
        try {
            Files.writeString(draft, key.toJSONString());
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException anotherInstanceWasFirst) {
            // another instance was first; its key pair is used
        } finally {
            Files.delete(draft);
        }
    }
}
