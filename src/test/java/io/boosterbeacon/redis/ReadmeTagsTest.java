package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.transaction.Transactions;
import io.boosterbeacon.redis.internal.cdi.LibraryNode;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The bean with tags that the README shows does what it says there. */
class ReadmeTagsTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path output;

    private int calls;

    @Test
    void tags_ofArgumentsAndValues_removeWhatHasThem() throws Throwable {
        String code = Snippets.java(Path.of("README.md"))
                .filter(each -> each.contains("class Orders"))
                .findFirst()
                .orElseThrow();
        Class<?> type = Snippets.compiled(code, output);
        Object orders = type.getConstructor().newInstance();
        try (LibraryNode node = new LibraryNode(
                new EmbeddedStore(InstantSource.system()),
                new ApplicationSettings("shop", Set.of(), false, Set.of()),
                new CacheSettings(true, LONG, LONG, LONG, LONG, CacheValueSettings.DEFAULTS),
                Map.of(),
                event -> {},
                Transactions.NONE,
                System::nanoTime)) {
            Object order = read(node, orders, "find", "1");
            read(node, orders, "of", "ada");
            read(node, orders, "of", "bob");
            assertThat(calls).isEqualTo(3);
            assertThat(read(node, orders, "find", "1")).isEqualTo(order);
            assertThat(calls).isEqualTo(3);

            // of the value, and of another cache
            change(node, orders, "ownerChanged", "ada");
            read(node, orders, "find", "1");
            read(node, orders, "of", "ada");
            read(node, orders, "of", "bob");
            assertThat(calls).isEqualTo(5);

            // of an element of a property; in one cache only
            change(node, orders, "productChanged", "crate");
            read(node, orders, "find", "1");
            assertThat(calls).isEqualTo(5);
            change(node, orders, "productChanged", "pack");
            read(node, orders, "find", "1");
            read(node, orders, "of", "ada");
            assertThat(calls).isEqualTo(6);
        }
    }

    private @Nullable Object read(LibraryNode node, Object bean, String name, String argument) throws Throwable {
        Method method = bean.getClass().getMethod(name, String.class);
        return node.methods().read(new BeanMethod(bean.getClass(), method), new Object[] {argument}, changed -> {
            calls++;
            return method.invoke(bean, argument);
        });
    }

    private static void change(LibraryNode node, Object bean, String name, String argument) throws Exception {
        Method method = bean.getClass().getMethod(name, String.class);
        Object unused = node.methods()
                .change(
                        new BeanMethod(bean.getClass(), method),
                        new Object[] {argument},
                        () -> method.invoke(bean, argument));
    }
}
