package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheLoadTimeoutException;
import io.boosterbeacon.redis.testing.Application;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README tells those to write who come from another cache: each row compiles, is deployed, and works. */
class ReadmeMigrationTest {
    private static final Pattern SECTION = Pattern.compile("## Coming from another cache\n(.*?)\n## ", Pattern.DOTALL);
    private static final Pattern ROW = Pattern.compile("(?m)^\\| .* \\| `([^`]+)` \\|.*\\|$");
    private static final Pattern PROPERTY = Pattern.compile("[\\w.\"/-]+=\\S+");

    /** What the rows use: the values, and the beans that they name. */
    private static final String SHARED =
            """
            public class Migrated {
                public record User(String id, String name, String team, boolean hidden) {}

                @ApplicationScoped
                public static class UserKey implements CacheKeyGenerator {
                    @Override
                    public Object generate(java.lang.reflect.Method method, Object[] parameters) {
                        return parameters[0];
                    }
                }

                @ApplicationScoped
                public static class ShortId implements CachePredicate {
                    @Override
                    public boolean test(CacheCall call) {
                        return ((String) call.arguments().get(0)).length() < 32;
                    }
                }

                @ApplicationScoped
                public static class Hidden implements CachePredicate {
                    @Override
                    public boolean test(CacheCall call) {
                        return call.value() instanceof User user && user.hidden();
                    }
                }

                public abstract static class Loading {
                    private final java.util.concurrent.atomic.AtomicInteger loads =
                            new java.util.concurrent.atomic.AtomicInteger();

                    public int loads() {
                        return loads.get();
                    }

                    protected User load(String id) {
                        int load = loads.incrementAndGet();
                        if (id.equals("slow")) {
                            java.util.concurrent.locks.LockSupport.parkNanos(3_000_000_000L);
                        }
                        return id.equals("none") ? null : new User(id, "loaded " + load, "core", id.equals("hidden"));
                    }
                }
            """;
    /** A cached method of the same cache. */
    private static final String FINDER =
            """
                @ApplicationScoped
                public static class Finder%1$d extends Loading {
                    @Cached(cacheName = "users"%2$s)
                    public User find(String id%3$s) {
                        return load(id);
                    }
                }
            """;

    @TempDir
    Path output;

    private final List<String> rows =
            ROW.matcher(section()).results().map(row -> row.group(1)).toList();

    private static String section() {
        return SECTION.matcher(Snippets.text(Path.of("README.md")))
                .results()
                .map(section -> section.group(1))
                .findFirst()
                .orElseThrow();
    }

    private Stream<String> code() {
        return rows.stream().filter(row -> !PROPERTY.matcher(row).matches());
    }

    @Test
    void row_hasOneThingToWrite() {
        long lines = section().lines().filter(line -> line.startsWith("| ")).count();

        assertThat(rows).hasSizeGreaterThan(35).hasSize((int) lines - 3);
    }

    @Test
    void annotationsAndCalls_doWhatTheOldOnesDid() throws Exception {
        List<String> all = code().toList();
        StringBuilder source = new StringBuilder(SHARED);
        for (int i = 0; i < all.size(); i++) {
            source.append(row(i, all.get(i)).replace("\"users\"", "\"users-" + i + "\""));
        }
        Class<?> migrated = Snippets.compiled(source + "}\n", output);
        Class<?>[] beans = Arrays.stream(migrated.getDeclaredClasses())
                .filter(type -> !type.getSimpleName().equals("User")
                        && !type.getSimpleName().equals("Loading"))
                .toArray(Class<?>[]::new);

        try (Application application = new Application(beans)) {
            for (int i = 0; i < all.size(); i++) {
                verify(all.get(i), application, named(beans, "Finder" + i), named(beans, "Row" + i));
            }
        }
    }

    private static Class<?> named(Class<?>[] beans, String name) {
        return Stream.of(beans)
                .filter(type -> type.getSimpleName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static String row(int number, String code) {
        if (code.startsWith("@CacheKey")) {
            return bean("Row", number, "") + "}\n"
                    + bean("Finder", number, "extends Loading")
                    + "@Cached(cacheName = \"users\") public User find(" + code
                    + ", String audit) { return load(id); }\n}\n";
        }
        if (code.startsWith("@CacheDefaults")) {
            return code + bean("Row", number, "")
                    + "@CacheInvalidate public void run(@CacheKey String id) {}\n}\n"
                    + code + bean("Finder", number, "extends Loading")
                    + "@Cached public User find(String id) { return load(id); }\n}\n";
        }
        if (code.startsWith("@Cached")) {
            return bean("Row", number, "") + "}\n" + bean("Finder", number, "extends Loading") + code
                    + " public User find(String id) { return load(id); }\n}\n";
        }
        String finder = FINDER.formatted(
                number,
                code.contains("tags") ? ", tags = \"team:{result.team}\"" : "",
                code.contains("locale") ? ", Locale locale" : "");
        if (code.startsWith("@CachePut")) {
            return finder
                    + bean("Row", number, "")
                    + code
                    + (code.contains("key =")
                            ? " public User run(String id, User user) { return user; }\n}\n"
                            : " public void run(String id, @CacheValue User user) {}\n}\n");
        }
        if (code.startsWith("@CacheInvalidate")) {
            return finder + bean("Row", number, "") + code
                    + " public void run(@CacheKey String id, User user, String team) {}\n}\n";
        }
        boolean field = code.startsWith("@Inject");
        return finder + bean("Row", number, "")
                + (field ? code : "@Inject @CacheName(\"users\") Cache<User> users;") + "\n"
                + "@Inject CacheBypass bypass;\n@Inject Finder" + number + " finder;\n"
                + (code.contains("locale") ? "" : "User find(String id) { return finder.find(id); }\n")
                + "User load(String id) { return finder.load(id); }\n"
                + "public void run(String id, User user, Locale locale) throws Exception {\n"
                + (field ? "users.invalidate(id);" : code) + "\n}\n}\n";
    }

    private static String bean(String kind, int number, String clause) {
        return "\n@ApplicationScoped public static class " + kind + number + " " + clause + " {\n";
    }

    private static void verify(String code, Application application, Class<?> finder, Class<?> row) throws Exception {
        boolean stores = code.contains("CachePut");
        boolean loads = code.contains("getOrLoad");
        boolean drops = !stores && !loads && !code.startsWith("@Cached") && !code.startsWith("@CacheKey");
        if (stores || loads) {
            call(application, row, "run", "1");
        }
        Object first = call(application, finder, "find", "1");
        assertThat(first)
                .as(code)
                .hasToString(user(finder, "1", stores ? "put" : "loaded 1").toString());
        assertThat(call(application, finder, "find", "1")).as(code).isEqualTo(first);
        assertThat(call(application, finder, "find", "2")).as(code).isNotEqualTo(first);
        if (drops) {
            call(application, row, "run", "1");
            assertThat(call(application, finder, "find", "1")).as(code).isNotEqualTo(first);
        }
        if (code.startsWith("@Cached")) {
            verifyExceptions(code, application, finder);
        }
    }

    /** What is not cached, if a member of the annotation says so, and what is not by default. */
    private static void verifyExceptions(String code, Application application, Class<?> finder) throws Exception {
        assertThat(loadsOfTwo("x".repeat(40), application, finder))
                .as(code)
                .isEqualTo(code.contains("ShortId") ? 2 : 1);
        assertThat(loadsOfTwo("hidden", application, finder)).as(code).isEqualTo(code.contains("Hidden") ? 2 : 1);
        assertThat(loadsOfTwo("none", application, finder)).as(code).isEqualTo(code.contains("nullTtl") ? 1 : 2);
        if (code.contains("hardLoadTimeout")) {
            assertThatThrownBy(() -> call(application, finder, "find", "slow"))
                    .hasCauseInstanceOf(CacheLoadTimeoutException.class);
        }
    }

    private static int loadsOfTwo(String id, Application application, Class<?> finder) throws Exception {
        int before = loads(application, finder);
        call(application, finder, "find", id);
        call(application, finder, "find", id);
        return loads(application, finder) - before;
    }

    private static int loads(Application application, Class<?> finder) throws Exception {
        return (int) finder.getMethod("loads").invoke(application.bean(finder));
    }

    /** Calls a method with arguments by the names of its parameters. */
    private static Object call(Application application, Class<?> type, String name, String id) throws Exception {
        Method method = Stream.of(type.getDeclaredMethods())
                .filter(each -> each.getName().equals(name))
                .findFirst()
                .orElseThrow();
        List<Object> arguments = new ArrayList<>();
        for (Parameter parameter : method.getParameters()) {
            arguments.add(
                    switch (parameter.getName()) {
                        case "id" -> id;
                        case "user" -> user(type, id, "put");
                        case "team" -> "core";
                        case "locale" -> Locale.GERMAN;
                        default -> UUID.randomUUID().toString();
                    });
        }
        return method.invoke(application.bean(type), arguments.toArray());
    }

    private static Object user(Class<?> bean, String id, String name) throws Exception {
        return named(bean.getDeclaringClass().getDeclaredClasses(), "User")
                .getConstructor(String.class, String.class, String.class, boolean.class)
                .newInstance(id, name, "core", false);
    }

    /** A property that is not read cannot be wrong. */
    @Test
    void properties_areRead() throws Exception {
        Class<?> finder = Snippets.compiled(SHARED + FINDER.formatted(0, "", "") + "}\n", output)
                .getClassLoader()
                .loadClass("Migrated$Finder0");
        List<String> properties =
                rows.stream().filter(row -> PROPERTY.matcher(row).matches()).toList();

        Map<String, String> shown = properties.stream()
                .map(property -> property.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1], (one, same) -> one));
        assertThat(shown).hasSizeGreaterThanOrEqualTo(4);
        new Application(shown, finder).close();
        for (String name : shown.keySet()) {
            assertThatThrownBy(() -> new Application(Map.of(name, "wrong"), finder).close())
                    .as(name)
                    .hasMessageContaining(name);
        }
    }
}
