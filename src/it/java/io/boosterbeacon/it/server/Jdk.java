package io.boosterbeacon.it.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A JDK on this machine. */
record Jdk(Path home, int version) {
    private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");

    /** The JDK of this JVM if it is new enough, else the oldest JDK in the same folder that is. */
    static Optional<Jdk> atLeast(int version) {
        Path own = Path.of(System.getProperty("java.home"));
        return Stream.concat(at(own).stream(), besides(own).stream())
                .filter(jdk -> jdk.version() >= version)
                .findFirst();
    }

    private static List<Jdk> besides(Path home) {
        try (Stream<Path> folders = Files.list(home.toRealPath().getParent())) {
            return folders.flatMap(folder -> at(folder).stream())
                    .sorted(Comparator.comparingInt(Jdk::version))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<Jdk> at(Path home) {
        Path release = home.resolve("release");
        if (!Files.isExecutable(home.resolve("bin").resolve("java")) || !Files.isReadable(release)) {
            return Optional.empty();
        }
        try {
            Matcher version = VERSION.matcher(Files.readString(release));
            return version.find() ? Optional.of(new Jdk(home, Integer.parseInt(version.group(1)))) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
