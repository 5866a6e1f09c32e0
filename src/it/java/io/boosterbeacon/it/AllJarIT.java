package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one-file JAR holds all that it needs, and nothing that could meet a module of the server. */
class AllJarIT {
    private static final Path JAR = Path.of(System.getProperty("it.all.jar"));
    private static final Set<String> MOVED = Set.of(
            "io.lettuce",
            "io.netty",
            "reactor.core",
            "reactor.util",
            "com.fasterxml",
            "com.github.benmanes",
            "org.reactivestreams",
            "redis.clients");

    @Test
    void entries_ofTheJar_areOursOrMetadata() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            assertThat(jar.stream().map(ZipEntry::getName).filter(name -> !name.endsWith("/")))
                    .allMatch(name -> name.startsWith("io/boosterbeacon/redis/") || name.startsWith("META-INF/"))
                    .noneMatch(name -> name.endsWith("module-info.class") || name.startsWith("META-INF/versions/"));
        }
    }

    @Test
    void classes_ofTheJar_needNoneOfTheMovedLibraries() throws IOException {
        Set<String> needed;
        try (JarFile jar = new JarFile(JAR.toFile())) {
            needed = new ClassFileImporter()
                    .importJar(jar).stream()
                            .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                            .map(dependency -> dependency.getTargetClass().getPackageName())
                            .collect(Collectors.toSet());
        }

        assertThat(needed)
                .contains("io.boosterbeacon.redis.shaded.io.lettuce.core")
                .noneMatch(name -> MOVED.stream().anyMatch(moved -> (name + ".").startsWith(moved + ".")));
    }

    @Test
    void services_ofTheJar_areInIt() throws IOException {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<ZipEntry> services = jar.stream()
                    .filter(entry -> entry.getName().matches("META-INF/services/.+"))
                    .map(ZipEntry.class::cast)
                    .toList();
            assertThat(services)
                    .extracting(ZipEntry::getName)
                    .contains(
                            "META-INF/services/jakarta.enterprise.inject.spi.Extension",
                            "META-INF/services/jakarta.ws.rs.core.Feature",
                            "META-INF/services/jakarta.ws.rs.container.DynamicFeature");
            for (ZipEntry service : services) {
                assertThat(lines(jar, service))
                        .as(service.getName())
                        .isNotEmpty()
                        .allSatisfy(name -> assertThat(jar.getEntry(name.replace('.', '/') + ".class"))
                                .as(name)
                                .isNotNull());
            }
        }
    }

    private static List<String> lines(JarFile jar, ZipEntry entry) throws IOException {
        try (InputStream stream = jar.getInputStream(entry)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(String::trim)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }
}
