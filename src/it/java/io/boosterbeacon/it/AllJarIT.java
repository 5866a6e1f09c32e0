package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import jakarta.json.bind.annotation.JsonbTransient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The one-file JAR contains all that it needs, and nothing that could clash with a module of the server. */
class AllJarIT {
    private static final Path JAR = Path.of(System.getProperty("it.all.jar"));
    private static final Pattern DEPENDENCY = Pattern.compile("-> (\\S+)");
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
    void classes_ofTheJar_needNoneOfTheMovedLibraries() {
        assertThat(neededPackages())
                .contains("io.boosterbeacon.redis.shaded.io.lettuce.core")
                .noneMatch(name -> MOVED.stream().anyMatch(moved -> (name + ".").startsWith(moved + ".")));
    }

    /** What the JDK's tool finds in the classes. */
    private static Set<String> neededPackages() {
        ByteArrayOutputStream found = new ByteArrayOutputStream();
        int code = ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintStream(found, true, StandardCharsets.UTF_8),
                        System.err,
                        "-verbose:package",
                        JAR.toString());
        assertThat(code).isZero();
        return found.toString(StandardCharsets.UTF_8)
                .lines()
                .map(DEPENDENCY::matcher)
                .filter(Matcher::find)
                .map(line -> line.group(1))
                .collect(Collectors.toSet());
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

    static final class User {
        public String name = "ada";

        @JsonIgnore
        public String ignored = "secret";

        @JsonProperty(access = JsonProperty.Access.WRITE_ONLY)
        public String password = "secret";

        @JsonbTransient
        public String pin = "secret";
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
    @JsonSubTypes(@JsonSubTypes.Type(value = Circle.class, name = "circle"))
    interface Shape {}

    static final class Circle implements Shape {
        private final int radius;

        @JsonCreator
        Circle(@JsonProperty("radius") int radius) {
            this.radius = radius;
        }

        public int getRadius() {
            return radius;
        }
    }

    /** This JAR has renamed its copy of Jackson's annotations; those of the application work all the same. */
    @Test
    void annotationsOfTheApplication_ofJacksonAndJsonB_areInForce() throws Exception {
        try (URLClassLoader loader = new FirstFrom(JAR)) {
            Class<?> type = loader.loadClass("io.boosterbeacon.redis.internal.codec.Json");
            assertThat(type.getClassLoader()).isSameAs(loader);
            Object json = type.getConstructor().newInstance();
            Method text = type.getMethod("text", Object.class);
            Method writeLossless = type.getMethod("writeLossless", Object.class, Type.class);

            assertThat(text.invoke(json, new User())).isEqualTo("{\"name\":\"ada\"}");
            assertThat(text.invoke(json, new Circle(3))).isEqualTo("{\"kind\":\"circle\",\"radius\":3}");
            assertThat((byte[]) writeLossless.invoke(json, new Circle(3), Shape.class))
                    .isNotEmpty();
        }
    }

    /** Loads the library's classes from the JAR, although the tests' class path has them, too. */
    private static final class FirstFrom extends URLClassLoader {
        FirstFrom(Path jar) throws IOException {
            super(new URL[] {jar.toUri().toURL()}, AllJarIT.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("io.boosterbeacon.redis.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded == null ? findClass(name) : loaded;
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
