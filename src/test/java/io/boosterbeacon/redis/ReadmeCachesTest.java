package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.testing.Application;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of caches does what the README says. */
class ReadmeCachesTest {
    private static final Path README = Path.of("README.md");

    @TempDir
    Path output;

    private Class<?> shown(String type) throws Exception {
        String code = Snippets.java(README)
                .filter(snippet -> snippet.contains("public class " + type + " "))
                .findFirst()
                .orElseThrow();
        return Snippets.compiled(code, output);
    }

    private static Object call(Application application, Class<?> type, String method, String argument)
            throws Exception {
        return type.getMethod(method, String.class).invoke(application.bean(type), argument);
    }

    @Test
    void tokenWithoutALifetime_isNotStored() throws Exception {
        Class<?> tokens = shown("AccessTokens");
        Class<?> ttl = Stream.of(tokens.getDeclaredClasses())
                .filter(CacheTtl.class::isAssignableFrom)
                .findFirst()
                .orElseThrow();
        try (Application application = new Application(tokens, ttl)) {
            assertThat(call(application, tokens, "token", "bank"))
                    .isEqualTo(call(application, tokens, "token", "bank"));
            assertThat(call(application, tokens, "token", "test"))
                    .isNotEqualTo(call(application, tokens, "token", "test"));
        }
    }

    @Test
    void bypass_reloadsAValueForAllCallers() throws Exception {
        Class<?> desk = shown("ReportDesk");
        Class<?> reports = desk.getDeclaredClasses()[0];
        try (Application application = new Application(desk, reports)) {
            Object first = call(application, reports, "report", "sales");
            assertThat(call(application, reports, "report", "sales")).isEqualTo(first);

            Object second = call(application, desk, "reload", "sales");

            assertThat(second).isNotEqualTo(first);
            assertThat(call(application, reports, "report", "sales")).isEqualTo(second);
        }
    }
}
