package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.cache.CacheCall;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CachePredicate;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Methods whose results are stored, because no parameter is marked as the value. */
@SuppressWarnings("FutureReturnValueIgnored") // bodies return stages
abstract class PutResultsContract extends CacheContract {
    private final CacheRig node = node(Shelf.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Shelf.class, CacheRig.SETTINGS);

    record Item(String name, String kind) {}

    /** Annotated methods, whose bodies the tests provide. */
    interface Shelf {
        @Cached(cacheName = "shelf", tags = "{result.kind}")
        Item item(String id);

        @CachePut(cacheName = "shelf", tags = "{result.kind}", unless = IsDraft.class, ttlBy = ByKind.class)
        @Nullable
        Item save(String id);

        @CachePut(cacheName = "shelf", tags = "{result.kind}")
        Optional<Item> saveOptional(@CacheKey String id, int quantity);

        @CachePut(cacheName = "shelf", key = "{draft.name}", tags = "{result.kind}")
        CompletionStage<Item> saveLater(Item draft);

        @CachePut(cacheName = "shelf", tags = "{result.kind}")
        CompletableFuture<Optional<Item>> saveOptionalLater(String id);
    }

    static final class IsDraft implements CachePredicate {
        @Override
        public boolean test(CacheCall call) {
            return call.value() instanceof Item item && item.kind().equals("draft");
        }
    }

    static final class ByKind implements CacheTtl<Item> {
        @Override
        public @Nullable Duration ttl(Item value) {
            return value.kind().equals("short") ? Duration.ofSeconds(1) : null;
        }
    }

    private static Item item(String name) {
        return new Item(name, "box");
    }

    @BeforeEach
    void fill() throws Exception {
        assertThat(read(node, "old")).isEqualTo("old");
    }

    private String read(CacheRig on, String ifThereIsNone) throws Exception {
        return on.read("item", () -> item(ifThereIsNone), id) instanceof Item found ? found.name() : "";
    }

    private @Nullable Object save(String method, @Nullable Object returned) throws Exception {
        Object[] arguments =
                switch (method) {
                    case "saveOptional" -> new Object[] {id, 5};
                    case "saveLater" -> new Object[] {item(id)};
                    default -> new Object[] {id};
                };
        return node.change(method, () -> returned, arguments);
    }

    private static @Nullable Object returned(String method, @Nullable Item item) {
        return switch (method) {
            case "saveOptional" -> Optional.ofNullable(item);
            case "saveLater" -> CompletableFuture.completedFuture(item);
            case "saveOptionalLater" -> CompletableFuture.completedFuture(Optional.ofNullable(item));
            default -> item;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"save", "saveOptional", "saveLater", "saveOptionalLater"})
    void result_isReturnedAndStored(String method) throws Exception {
        Object result = save(method, returned(method, item("new")));

        assertThat(value(result)).isEqualTo(value(returned(method, item("new"))));
        assertThat(read(other, "loaded")).isEqualTo("new");
        assertThat(read(node, "loaded")).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"save", "saveOptional", "saveLater", "saveOptionalLater"})
    void noResult_removesTheOldValue(String method) throws Exception {
        value(save(method, returned(method, null)));

        assertThat(read(other, "loaded")).isEqualTo("loaded");
    }

    @ParameterizedTest
    @ValueSource(strings = {"save", "saveOptional", "saveLater", "saveOptionalLater"})
    void null_insteadOfAResult_removesTheOldValue(String method) throws Exception {
        assertThat(save(method, null)).isNull();

        assertThat(read(other, "loaded")).isEqualTo("loaded");
    }

    @Test
    void failedMethod_changesNothing() throws Exception {
        assertThatThrownBy(() -> node.change(
                        "save",
                        () -> {
                            throw new IOException("no");
                        },
                        id))
                .isInstanceOf(IOException.class);
        Object stage = save("saveLater", CompletableFuture.failedFuture(new IOException("no")));

        assertThatThrownBy(() -> value(stage)).isInstanceOf(CompletionException.class);
        assertThat(read(other, "loaded")).isEqualTo("old");
    }

    @Test
    void stage_isStoredWhenItCompletes_andBeforeItsCallerSeesIt() throws Exception {
        CompletableFuture<Item> later = new CompletableFuture<>();
        Object stage = save("saveLater", later);
        assertThat(read(other, "loaded")).isEqualTo("old");

        later.complete(item("new"));

        assertThat(value(stage)).isEqualTo(item("new"));
        assertThat(read(other, "loaded")).isEqualTo("new");
    }

    @Test
    void excludedResult_removesTheOldValue() throws Exception {
        assertThat(save("save", new Item("new", "draft"))).isEqualTo(new Item("new", "draft"));

        assertThat(read(other, "loaded")).isEqualTo("loaded");
    }

    @Test
    void lifetime_isThatOfTheResult() throws Exception {
        save("save", new Item("new", "short"));
        assertThat(read(other, "loaded")).isEqualTo("new");

        await().untilAsserted(() -> assertThat(read(other, "loaded")).isEqualTo("loaded"));
    }

    @ParameterizedTest
    @CsvSource({"save, box, loaded", "save, pack, new", "saveOptionalLater, box, loaded", "saveLater, pack, new"})
    void tags_comeFromTheResult(String method, String invalidated, String expected) throws Exception {
        value(save(method, returned(method, item("new"))));
        node.cache("shelf", Item.class).invalidateTags(invalidated);

        assertThat(read(other, "loaded")).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void resultWithinATransaction_isStoredAfterItsCommitOnly(Ending how) throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        save("save", item("new"));
        assertThat(read(other, "loaded")).isEqualTo("old");
        node.transaction.remove();
        transaction.end(how);

        assertThat(read(other, "loaded")).isEqualTo(how == Ending.COMMITTED ? "new" : "loaded");
    }

    @Test
    void switchedOff_removesTheOldValue() throws Exception {
        node.properties.put("CachePut/enabled", "false");
        save("save", item("new"));

        assertThat(read(other, "loaded")).isEqualTo("loaded");
    }
}
