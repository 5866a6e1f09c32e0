package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RecordingProperties;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows must compile, and what can be set must stand there. */
class ReadmeTest {
    private static final String README = text(Path.of("README.md"));
    private static final List<Path> DOCUMENTS = List.of(
            Path.of("README.md"),
            Path.of("docker/README.md"),
            Path.of("server-config/README.md"),
            Path.of("src/jmh/README.md"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern PROPERTIES = Pattern.compile("```properties\n(.*?)```", Pattern.DOTALL);
    private static final Pattern TYPE = Pattern.compile("public class (\\w+)");
    private static final String IMPORTS =
            """
            import io.boosterbeacon.redis.*;
            import io.boosterbeacon.redis.cache.*;
            import io.boosterbeacon.redis.ratelimit.*;
            import io.boosterbeacon.redis.revocation.*;
            import jakarta.annotation.security.RolesAllowed;
            import jakarta.enterprise.context.*;
            import jakarta.inject.Inject;
            import jakarta.ws.rs.*;
            import jakarta.ws.rs.client.*;
            import jakarta.ws.rs.core.Application;
            import java.time.Duration;
            import java.time.temporal.ChronoUnit;
            import java.util.*;
            import org.eclipse.microprofile.auth.LoginConfig;
            import org.eclipse.microprofile.jwt.JsonWebToken;
            """;

    private static String text(Path document) {
        try {
            return Files.readString(document);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Stream<String> snippets() {
        return DOCUMENTS.stream()
                .flatMap(document -> JAVA.matcher(text(document)).results())
                .map(found -> found.group(1));
    }

    @Test
    void quickStart_showsAllThreeFeatures() {
        assertThat(snippets())
                .hasSizeGreaterThanOrEqualTo(3)
                .anyMatch(code -> code.contains("@RateLimit"))
                .anyMatch(code -> code.contains("@Cached"))
                .anyMatch(code -> code.contains("TokenBlacklistService"));
    }

    static List<Path> documents() {
        return DOCUMENTS;
    }

    @ParameterizedTest
    @MethodSource("documents")
    void link_leadsToAFileOrAHeading(Path document) {
        LINK.matcher(text(document))
                .results()
                .filter(link -> !link.group(1).contains("://"))
                .forEach(link -> {
                    Path target = link.group(1).isEmpty()
                            ? document
                            : document.resolveSibling(link.group(1)).normalize();
                    assertThat(target).exists();
                    if (link.group(2) != null) {
                        assertThat(anchors(target))
                                .as(target + " has a heading for")
                                .contains(link.group(2));
                    }
                });
    }

    /** As GitHub makes them of headings. */
    private static List<String> anchors(Path document) {
        return HEADING.matcher(text(document))
                .results()
                .map(heading -> heading.group(1)
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\w -]", "")
                        .replace(' ', '-'))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippet_compiles(String code, @TempDir Path output) throws Exception {
        assertThat(compiled(code, output)).isPublic();
    }

    private static Class<?> compiled(String code, Path output) throws Exception {
        Matcher type = TYPE.matcher(code);
        assertThat(type.find()).isTrue();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        List<String> options = List.of(
                "-proc:none", "-parameters", "-d", output.toString(), "-cp", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(
                        messages, null, null, options, null, List.of(source(type.group(1), IMPORTS + code)))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        // not closed: the class is used later, and the loader has only files
        return new URLClassLoader(new URL[] {output.toUri().toURL()}).loadClass(type.group(1));
    }

    /** As a deployment reads them. */
    @Test
    void limitsAndProperties_thatAreShown_areAcceptedAndKnown(@TempDir Path output) throws Exception {
        Properties shown = new Properties();
        for (MatchResult found : PROPERTIES.matcher(README).results().toList()) {
            shown.load(new StringReader(found.group(1)));
        }
        RecordingProperties properties = new RecordingProperties(name -> Optional.ofNullable(shown.getProperty(name)));
        Consumer<ConfigProblem> refused = problem -> {
            throw problem;
        };

        Settings settings = Settings.read(properties, refused);
        RateLimitPolicies policies = new RateLimitPolicies(properties, shown.stringPropertyNames(), refused);
        for (String code : snippets().toList()) {
            Class<?> type = compiled(code, output);
            for (Method method : type.getDeclaredMethods()) {
                assertThat(policies.of(type, method))
                        .as(method.toString())
                        .hasSize(method.getAnnotationsByType(RateLimit.class).length);
            }
        }

        assertThat(settings.rateLimit().addresses().trustedProxies())
                .isEqualTo(IpNetworks.parse(List.of("10.0.3.17", "2001:db8:7::/48")));
        assertThat(policies.paths()).isNotEmpty();
        assertThat(shown.stringPropertyNames()).isSubsetOf(properties.names());
    }

    private static JavaFileObject source(String name, String code) {
        return new SimpleJavaFileObject(URI.create("string:///" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                return code;
            }
        };
    }

    static Stream<String> keys() {
        return Stream.of(ConfigKeys.class.getFields()).map(ReadmeTest::value);
    }

    private static String value(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void property_standsInTheTable(String key) {
        assertThat(README).containsPattern("\\| `" + Pattern.quote(key) + "` \\| .+ \\| .+ \\|");
    }

    @Test
    void table_namesNoPropertyThatIsNotRead() {
        Stream<String> named = Pattern.compile("(?m)^\\| `([a-z][a-z.-]+)` \\|")
                .matcher(README)
                .results()
                .map(found -> found.group(1))
                .filter(name -> name.contains("."));
        assertThat(named).isSubsetOf(keys().toList());
    }
}
