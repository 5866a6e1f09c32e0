package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.testing.Application;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows of caches that are called by their names does what the README says. */
class ReadmeNamedCachesTest {
    @Test
    void products_areFoundFilledAndReplaced(@TempDir Path output) throws Exception {
        Class<?> type = Snippets.compiled(
                Snippets.java(Path.of("README.md"))
                        .filter(code -> code.contains("class Products"))
                        .findFirst()
                        .orElseThrow(),
                output);

        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(type.getClassLoader());
        try (Application application = new Application(type)) {
            Object products = application.bean(type);

            // the three that are filled at the start
            await().untilAsserted(() ->
                    assertThat(type.getMethod("misses").invoke(products)).isEqualTo(3L));
            Object first = type.getMethod("find", String.class).invoke(products, "4");
            assertThat(first).hasToString("Product[id=4, name=…from the database]");
            assertThat(type.getMethod("findAll", Set.class).invoke(products, Set.of("1", "4", "5")))
                    .asInstanceOf(InstanceOfAssertFactories.map(String.class, Object.class))
                    .containsEntry("4", first)
                    .hasSize(3);
            assertThat(type.getMethod("misses").invoke(products)).isEqualTo(5L);

            Object related =
                    type.getMethod("related", String.class, Locale.class).invoke(products, "4", Locale.GERMAN);
            assertThat(related).asInstanceOf(InstanceOfAssertFactories.LIST).hasSize(1);
            Object renamed =
                    first.getClass().getConstructor(String.class, String.class).newInstance("4", "new");
            type.getMethod("renamed", first.getClass(), Locale.class).invoke(products, renamed, Locale.GERMAN);
            assertThat(type.getMethod("find", String.class).invoke(products, "4"))
                    .isEqualTo(renamed);
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
