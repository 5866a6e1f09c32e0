package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.RecordingProperties;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.net.IpNetworks;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows must compile, and what can be set must stand there. */
class ReadmeTest {
    private static final String README = Snippets.text(Path.of("README.md"));
    private static final List<Path> DOCUMENTS = List.of(
            Path.of("README.md"),
            Path.of("docker/README.md"),
            Path.of("server-config/README.md"),
            Path.of("src/jmh/README.md"));
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)#]*)(?:#([^)]*))?\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");

    static Stream<String> snippets() {
        return DOCUMENTS.stream().flatMap(Snippets::java);
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
        LINK.matcher(Snippets.text(document))
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
        return HEADING.matcher(Snippets.text(document))
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
        assertThat(Snippets.compiled(code, output)).isPublic();
    }

    /** As a deployment reads them. */
    @Test
    void limitsAndProperties_thatAreShown_areAcceptedAndKnown(@TempDir Path output) throws Exception {
        Properties shown = Snippets.properties(Path.of("README.md"));
        RecordingProperties properties = new RecordingProperties(name -> Optional.ofNullable(shown.getProperty(name)));
        Consumer<ConfigProblem> refused = problem -> {
            throw problem;
        };

        Settings settings = Settings.read(properties, refused);
        RateLimitPolicies policies = new RateLimitPolicies(properties, shown.stringPropertyNames(), refused);
        for (String code : snippets().toList()) {
            Class<?> type = Snippets.compiled(code, output);
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
