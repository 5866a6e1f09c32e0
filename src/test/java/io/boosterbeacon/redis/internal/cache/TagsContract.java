package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheInvalidateAll;
import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.CachePut;
import io.boosterbeacon.redis.cache.CacheValue;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.event.CacheInvalidated;
import io.boosterbeacon.redis.internal.cache.SwitchableCacheStore.Line;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction.Ending;
import jakarta.enterprise.util.TypeLiteral;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Values are invalidated by their tags, which come from arguments and from the values; two nodes share a store. */
@SuppressWarnings("FutureReturnValueIgnored") // a loader returns its stage
abstract class TagsContract extends CacheContract {
    private static final int ROUNDS = 1_500;

    private final CacheRig node = node(Orders.class, CacheRig.SETTINGS);
    private final CacheRig other = node(Orders.class, CacheRig.SETTINGS);

    enum Kind {
        BOX,
        PACK {
            @Override
            public String toString() {
                return "a pack";
            }
        }
    }

    record Order(String id, @Nullable String owner, Kind kind, List<Integer> parts, Optional<Long> batch) {
        Order(String id, String owner) {
            this(id, owner, Kind.BOX, List.of(), Optional.empty());
        }
    }

    /** The tags of caches that are called by their names. */
    static final class Named {
        @CacheName(
                value = "named-orders",
                tags = {"owner:{result.owner}", "part:{result.parts}", "all"})
        @Nullable
        Object orders;

        @CacheName(
                value = "named-lists",
                nullTtl = 60,
                localTtl = 60,
                tags = {"owner:{result.owner}", "list"})
        @Nullable
        Object lists;

        private Named() {}

        static CacheName of(String field) throws NoSuchFieldException {
            return Named.class.getDeclaredField(field).getAnnotation(CacheName.class);
        }
    }

    /** What other methods know an order by. */
    static final class Change {
        private final String owner;

        Change(String owner) {
            this.owner = owner;
        }

        public String getOwner() {
            return owner;
        }
    }

    /** A value that a method may modify before it is stored. */
    public static final class Draft {
        private String owner = "";

        public String getOwner() {
            return owner;
        }

        public void setOwner(String owner) {
            this.owner = owner;
        }

        static Draft of(String owner) {
            Draft draft = new Draft();
            draft.setOwner(owner);
            return draft;
        }
    }

    /** Has a property that cannot be read. */
    public record Broken(String id) {
        public String owner() {
            if (!id.isEmpty()) {
                throw new IllegalStateException("a secret");
            }
            return id;
        }
    }

    interface Orders {
        @Cached(
                cacheName = "orders",
                staleTtl = 600,
                tags = {
                    "id:{id}",
                    "owner:{result.owner}",
                    "kind:{result.kind}",
                    "part:{result.parts}",
                    "batch:{result.batch}",
                    "all"
                })
        @Nullable
        Order order(String id);

        /** The same entries, without tags. */
        @Cached(cacheName = "orders", nullTtl = 60)
        @Nullable
        Order orderWithoutTags(String id);

        @Cached(cacheName = "order-stages", tags = "owner:{result.owner}")
        CompletionStage<Optional<Order>> later(String id);

        @Cached(
                cacheName = "order-lists",
                tags = {"owner:{0}", "order:{result.id}"})
        List<Order> ofOwner(String owner);

        @Cached(
                cacheName = "names",
                nullTtl = 60,
                tags = {"id:{id}", "name:{result}"})
        Optional<String> name(String id);

        @Cached(cacheName = "broken", tags = "owner:{result.owner}")
        Broken broken(String id);

        @Cached(
                cacheName = "versions",
                tags = {"id:{id}", "version:{result}"})
        Integer version(String id);

        @CachePut(
                cacheName = "orders",
                tags = {"id:{id}", "owner:{order.owner}"})
        void put(@CacheKey String id, @CacheValue @Nullable Order order);

        @CachePut(cacheName = "orders")
        void putWithoutTags(@CacheKey String id, @CacheValue Order order);

        @Cached(cacheName = "drafts", tags = "owner:{result.owner}")
        Draft draft(String id);

        @CachePut(
                cacheName = "drafts",
                tags = {"owner:{draft.owner}", "editor:{editor}"})
        void save(@CacheKey String id, @CacheValue Draft draft, String editor);

        @CacheInvalidate(
                cacheName = "drafts",
                tags = {"owner:{owner}", "editor:{owner}"})
        void draftsChanged(String owner);

        @CachePut(cacheName = "orders", tags = "part:{parts}")
        void putParts(@CacheKey String id, @CacheValue Order order, List<Integer> parts);

        @CacheInvalidate(cacheName = "orders", tags = "owner:{owner}")
        void ownerChanged(@Nullable String owner);

        @CacheInvalidate(cacheName = "orders", tags = "owner:{change.owner}")
        void changed(Change change);

        @CacheInvalidate(cacheName = "orders", tags = "owner:{owner}", afterInvocation = false)
        void ownerChanges(String owner);

        @CacheInvalidate(
                cacheName = "orders",
                tags = {"kind:{kind}"})
        void kindChanged(Kind kind);

        @CacheInvalidate(cacheName = "orders", tags = "part:{part}")
        void partChanged(long part);

        @CacheInvalidate(cacheName = "orders", tags = "part:{parts}")
        void partsChanged(Collection<String> parts);

        @CacheInvalidate(cacheName = "orders", tags = "batch:{batch}")
        void batchChanged(Optional<Integer> batch);

        @CacheInvalidate(cacheName = "orders", tags = "id:{id}")
        void idChanged(String id);

        @CacheInvalidate(tags = {"owner:{owner}", "name:{owner}"})
        void everywhere(String owner);

        @CacheInvalidate(cacheName = "order-stages", tags = "owner:{owner}")
        CompletionStage<@Nullable Void> changedLater(String owner);

        @CacheInvalidate(cacheName = "order-lists", tags = "order:{id}")
        void orderChanged(String id);

        @CacheInvalidate(cacheName = "versions", tags = "id:{id}")
        void versionChanged(String id);

        @CacheInvalidate(cacheName = "broken", tags = "owner:{broken.owner}")
        void brokenChanged(Broken broken);

        @CacheInvalidateAll(cacheName = "orders")
        void allChanged();
    }

    /** The annotated methods of the nodes say at their first call that their caches have tags. */
    @BeforeEach
    void begin() throws Exception {
        for (CacheRig each : List.of(node, other)) {
            read(each, "first" + id, "nobody");
            each.read("later", () -> CompletableFuture.completedFuture(Optional.empty()), id + "first");
            each.read("name", () -> Optional.of("nobody"), id + "first");
        }
    }

    private Order read(CacheRig on, String key, String owner) throws Exception {
        return (Order) on.read("order", () -> new Order(key, owner), key);
    }

    private static Callable<@Nullable Object> never() {
        return () -> {
            throw new AssertionError("there is a value");
        };
    }

    private Future<@Nullable Object> loading(CacheRig on, String owner) {
        Future<@Nullable Object> leader = on.start(() -> on.read("order", load(new Order(id, owner)), id));
        await().untilAtomic(loads, is(1));
        return leader;
    }

    @Test
    void tag_ofTheValue_removesItOnAllNodes() throws Exception {
        String ada = "ada" + id;
        read(node, id, ada);
        read(node, id + "2", "bob" + id);
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, ada));

        node.change("ownerChanged", ada);

        assertThat(read(other, id, "new").owner()).isEqualTo("new");
        assertThat(read(node, id, "newer").owner()).isEqualTo("new");
        assertThat(node.read("order", never(), id + "2")).isNotNull();
        assertThat(node.events).contains(new CacheInvalidated("orders", false));
    }

    @Test
    void tag_ofAnyPlaceholder_isTheTextOfTheValue() throws Exception {
        Order order = new Order(id, "o" + id, Kind.PACK, List.of(4, 5), Optional.of(7L));
        List<Callable<?>> changes = List.of(
                () -> node.change("changed", () -> null, new Change("o" + id)),
                () -> node.change("kindChanged", () -> null, Kind.PACK),
                () -> node.change("partChanged", () -> null, 5L),
                () -> node.change("partsChanged", () -> null, List.of("9", "4")),
                () -> node.change("batchChanged", () -> null, Optional.of(7)),
                () -> node.change("idChanged", () -> null, id));
        for (Callable<?> change : changes) {
            node.read("order", () -> order, id);
            node.change("kindChanged", Kind.BOX);
            node.change("partChanged", 6L);
            node.change("batchChanged", Optional.empty());
            node.change("ownerChanged", (Object) null);
            assertThat(node.read("order", never(), id)).isEqualTo(order);

            change.call();

            assertThat(read(node, id, "new")).isEqualTo(new Order(id, "new"));
            node.change("idChanged", id);
        }
    }

    @Test
    void tag_ofAContent_isThatOfOptionalsAndStages() throws Exception {
        Callable<@Nullable Object> old = () -> CompletableFuture.completedFuture(Optional.of(new Order(id, "a" + id)));
        value(node.read("later", old, id));
        assertThat(value(other.read("later", never(), id))).isEqualTo(Optional.of(new Order(id, "a" + id)));

        value(node.change("changedLater", () -> CompletableFuture.completedFuture(null), "a" + id));

        Callable<@Nullable Object> fresh = () -> CompletableFuture.completedFuture(Optional.of(new Order(id, "b")));
        assertThat(value(other.read("later", fresh, id))).isEqualTo(Optional.of(new Order(id, "b")));
    }

    @Test
    void tag_ofACollection_isThatOfEachElement() throws Exception {
        List<Order> orders = List.of(new Order(id, "a"), new Order("2" + id, "b"));
        node.read("ofOwner", () -> orders, id);
        node.change("orderChanged", "3" + id);
        assertThat(node.read("ofOwner", never(), id)).isEqualTo(orders);

        node.change("orderChanged", "2" + id);

        assertThat(node.read("ofOwner", List::of, id)).isEqualTo(List.of());
    }

    @Test
    void tag_ofANull_isLeftOut() throws Exception {
        assertThat(node.read("order", () -> new Order(id, null, Kind.BOX, List.of(), Optional.empty()), id))
                .isNotNull();
        node.change("ownerChanged", "null");
        node.change("ownerChanged", "");
        assertThat(node.read("order", never(), id)).isNotNull();

        node.read("name", Optional::empty, id);
        assertThat(node.read("name", never(), id)).isEqualTo(Optional.empty());
    }

    /** Makes the change of {@link Orders#everywhere}. */
    private void everywhere(String way, String owner) throws Exception {
        switch (way) {
            case "annotated" -> node.change("everywhere", owner);
            case "programmatic" -> node.caches().invalidateTags("owner:" + owner, "name:" + owner);
            default -> value(node.caches().invalidateTagsAsync("owner:" + owner, "name:" + owner));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated", "programmatic", "asynchronous"})
    void tags_withoutACacheName_areThoseOfAllCaches(String way) throws Exception {
        String ada = "ada" + id;
        read(node, id, ada);
        node.read("later", () -> CompletableFuture.completedFuture(Optional.of(new Order(id, ada))), id);
        node.read("name", () -> Optional.of(ada), id);
        everywhere(way, "not" + ada);
        assertThat(read(other, id, "new").owner()).isEqualTo(ada);

        everywhere(way, ada);

        assertThat(read(other, id, "new").owner()).isEqualTo("new");
        assertThat(value(other.read("later", () -> CompletableFuture.completedFuture(Optional.empty()), id)))
                .isEqualTo(Optional.empty());
        assertThat(other.read("name", () -> Optional.of("new"), id)).isEqualTo(Optional.of("new"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"annotated", "programmatic", "asynchronous"})
    void tagsOfAllCaches_inATransaction_areInvalidatedAfterTheCommit(String way) throws Exception {
        String ada = "ada" + id;
        read(node, id, ada);
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        everywhere(way, ada);
        assertThat(read(node, id, "new").owner()).isEqualTo("new");
        assertThat(read(other, id, "no").owner()).isEqualTo(ada);

        node.transaction.remove();
        transaction.end(Ending.COMMITTED);

        if (way.equals("asynchronous")) {
            // nobody waits for it
            await().until(() -> !read(other, id, "newer").owner().equals(ada));
        }
        assertThat(read(other, id, "newer").owner()).isNotEqualTo(ada);
    }

    @Test
    void blankTag_ofAllCaches_isRefused() throws Exception {
        read(node, id, "a" + id);

        assertThatThrownBy(() -> node.caches().invalidateTags("owner:a" + id, " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank");
        node.caches().invalidateTags();
        assertThat(read(other, id, "no").owner()).isEqualTo("a" + id);
    }

    @Test
    void argument_thatTheMethodModifies_givesTheTagItHadBefore() throws Exception {
        List<Order> orders = List.of(new Order(id, "a"));
        Object[] arguments = {id};
        node.read(
                "ofOwner",
                () -> {
                    arguments[0] = "modified";
                    return orders;
                },
                arguments);
        node.change("everywhere", id);

        assertThat(node.read("ofOwner", List::of, id)).isEqualTo(List.of());
    }

    @Test
    void method_withoutTags_readsTheSameValues() throws Exception {
        read(node, id, "a" + id);
        assertThat(other.read("orderWithoutTags", never(), id)).isEqualTo(new Order(id, "a" + id));

        node.change("ownerChanged", "a" + id);

        assertThat(other.read("orderWithoutTags", () -> null, id)).isNull();
    }

    @Test
    void put_withTags_isRemovedByThem() throws Exception {
        node.change("put", id, new Order(id, "a" + id));
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));

        other.change("ownerChanged", "a" + id);

        assertThat(read(node, id, "new").owner()).isEqualTo("new");
    }

    /** Which tags it should have is not known. */
    @Test
    void value_putWithoutTags_isRemovedByAnyTagOfItsCache() throws Exception {
        node.change("putWithoutTags", id, new Order(id, "a" + id));
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));
        other.change("draftsChanged", "a" + id);
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));

        other.change("ownerChanged", "b" + id);

        assertThat(read(node, id, "new").owner()).isEqualTo("new");
    }

    @Test
    void value_loadedWithoutTags_isRemovedByAnyTagOfItsCache() throws Exception {
        node.read("orderWithoutTags", () -> new Order(id, "a" + id), id);
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));

        other.change("ownerChanged", "a" + id);

        assertThat(read(node, id, "new").owner()).isEqualTo("new");
        node.change("idChanged", id);
    }

    @Test
    void put_whoseMethodModifiesTheValue_hasTheTagsOfWhatIsStored() throws Exception {
        Draft draft = Draft.of("a" + id);
        Object[] arguments = {id, draft, "ed" + id};
        for (String changed : List.of("b" + id, "ed" + id)) {
            node.change(
                    "save",
                    () -> {
                        draft.setOwner("b" + id);
                        arguments[2] = "modified";
                        return null;
                    },
                    arguments);
            arguments[2] = "ed" + id;
            node.change("draftsChanged", "a" + id);
            assertThat(((Draft) other.read("draft", never(), id)).getOwner()).isEqualTo("b" + id);

            node.change("draftsChanged", changed);

            assertThat(((Draft) other.read("draft", () -> Draft.of("new"), id)).getOwner())
                    .isEqualTo("new");
        }
    }

    /** A value has a bounded number of tags; an invalidation may name any number. */
    @Test
    void tags_moreThanAValueCanHave_keepItOutOfTheCache() throws Exception {
        List<Integer> many = IntStream.range(0, 200).boxed().toList();
        Order order = new Order(id, "a", Kind.BOX, many, Optional.empty());
        read(node, id, "old");
        node.change("putParts", id, order, many);
        assertThat(node.read("order", () -> order, id)).isEqualTo(order);
        assertThat(read(node, id, "a").parts()).isEmpty();

        node.change("partsChanged", many.stream().map(String::valueOf).toList());
        node.change(
                "partsChanged",
                IntStream.range(0, 2_000).mapToObj(String::valueOf).toList());

        assertThat(node.read("order", never(), id)).isNotNull();
    }

    @Test
    void value_whoseTagsCannotBeRead_isReturnedAndNotStored() throws Exception {
        assertThat(node.read("broken", () -> new Broken("1"), id)).isEqualTo(new Broken("1"));
        assertThat(node.read("broken", () -> new Broken("2"), id)).isEqualTo(new Broken("2"));
    }

    @Test
    void invalidation_whoseTagCannotBeRead_failsTheCall() {
        assertThatThrownBy(() -> node.change("brokenChanged", new Broken("1")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("owner")
                .hasMessageNotContaining("secret");
    }

    @Test
    void invalidation_whileLoading_storesNothingOfTheLoad() throws Exception {
        Future<@Nullable Object> leader = loading(node, "a" + id);
        other.change("ownerChanged", "a" + id);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo(new Order(id, "a" + id));
        assertThat(read(node, id, "new").owner()).isEqualTo("new");
    }

    @Test
    void invalidation_whileLoading_laterCallersGetNothingOfTheLoad() throws Exception {
        Future<@Nullable Object> leader = loading(node, "a" + id);
        other.change("ownerChanged", "a" + id);
        List<Future<@Nullable Object>> later = new ArrayList<>();
        later.addAll(node.start(8, () -> read(node, id, "new")));
        later.addAll(other.start(8, () -> read(other, id, "new")));
        node.awaitAllWaiting();
        other.awaitAllWaiting();

        mayLoad.countDown();

        assertThat(CacheRig.get(later)).containsOnly(new Order(id, "new"));
        assertThat(CacheRig.get(leader)).isEqualTo(new Order(id, "a" + id));
    }

    @Test
    void invalidation_ofAnotherTagWhileLoading_leavesTheLoadToAll() throws Exception {
        Future<@Nullable Object> leader = loading(node, "a" + id);
        other.change("ownerChanged", "b" + id);
        List<Future<@Nullable Object>> later = new ArrayList<>();
        later.addAll(node.start(4, () -> node.read("order", never(), id)));
        later.addAll(other.start(4, () -> other.read("order", never(), id)));
        node.awaitAllWaiting();
        mayLoad.countDown();

        assertThat(CacheRig.get(later)).containsOnly(new Order(id, "a" + id));
        assertThat(CacheRig.get(leader)).isEqualTo(new Order(id, "a" + id));
    }

    @Test
    void staleValue_whoseTagWasInvalidated_isNotServed() throws Exception {
        read(node, id, "a" + id);
        node.change("ownerChanged", "a" + id);

        assertThatThrownBy(() -> node.read(
                        "order",
                        () -> {
                            throw new IllegalStateException("no order");
                        },
                        id))
                .hasMessage("no order");
        node.store.line(Line.CUT);
        assertThat(read(node, id, "new").owner()).isEqualTo("new");
    }

    @Test
    void invalidation_thatTheStoreHasMissed_isRepeatedBeforeTheNextRead() throws Exception {
        read(node, id, "a" + id);
        node.store.line(Line.CUT);
        node.change("ownerChanged", "a" + id);
        node.store.line(Line.UP);

        await().untilAsserted(() -> assertThat(read(node, id, "new").owner()).isEqualTo("new"));
        await().untilAsserted(() -> assertThat(read(other, id, "newer").owner()).isNotEqualTo("a" + id));
    }

    @ParameterizedTest
    @EnumSource(Ending.class)
    void invalidation_inATransaction_isMadeAtItsEnd(Ending ending) throws Exception {
        read(node, id, "a" + id);
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        node.change("ownerChanged", "a" + id);
        assertThat(read(node, id, "own").owner()).isEqualTo("own");
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));

        node.transaction.remove();
        transaction.end(ending);

        assertThat(read(other, id, "new").owner()).isEqualTo("new");
    }

    @Test
    void load_inATransactionThatATagOvertakes_isNotStored() throws Exception {
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        read(node, id, "a" + id);
        other.change("ownerChanged", "a" + id);
        node.transaction.remove();
        transaction.end(Ending.COMMITTED);

        assertThat(read(other, id, "new").owner()).isEqualTo("new");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ownerChanged", "ownerChanges"})
    void invalidation_ofAFailedMethod_dependsOnItsTime(String method) throws Exception {
        read(node, id, "a" + id);
        assertThatThrownBy(() -> node.change(
                        method,
                        () -> {
                            throw new IllegalStateException("failed");
                        },
                        "a" + id))
                .hasMessage("failed");

        assertThat(read(node, id, "new").owner()).isEqualTo(method.equals("ownerChanged") ? "a" + id : "new");
    }

    @Test
    void clear_ofACacheWithTags_removesAll() throws Exception {
        read(node, id, "a" + id);
        node.change("allChanged");
        assertThat(read(other, id, "new").owner()).isEqualTo("new");
        node.change("ownerChanged", "new");
        assertThat(read(node, id, "newer").owner()).isEqualTo("newer");
    }

    private Cache<Order> named(CacheRig on) throws Exception {
        return on.cache(Named.of("orders"), Order.class);
    }

    @Test
    void namedCache_invalidatesTheTagsOfAnnotatedMethods() throws Exception {
        node.declare("order");
        read(node, id, "a" + id);
        Cache<Order> cache = node.cache("orders", Order.class);

        cache.invalidateTags();
        cache.invalidateTags("owner:b" + id, "a" + id);
        assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));
        cache.invalidateTags("owner:b" + id, "owner:a" + id);
        assertThat(read(other, id, "b" + id).owner()).isEqualTo("b" + id);
        assertThat(cache.async().invalidateTags("owner:b" + id)).succeedsWithin(Duration.ofSeconds(10));
        assertThat(read(node, id, "new").owner()).isEqualTo("new");

        // the last one is published on another thread
        await().untilAsserted(() -> assertThat(node.events)
                .filteredOn(new CacheInvalidated("orders", false)::equals)
                .hasSize(3));
        assertThatThrownBy(() -> cache.invalidateTags("a", " "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("blank");
        assertThatThrownBy(() -> cache.async().invalidateTags("")).isInstanceOf(IllegalArgumentException.class);
    }

    /** The tags of a method that come from its arguments are not known here. */
    @Test
    void namedCache_ofAMethodWithTags_storesNothingThatATagMisses() throws Exception {
        node.declare("order", "later", "draft");
        other.declare("order", "later", "draft");
        Cache<Order> cache = node.cache("orders", Order.class);
        List<Runnable> stored = List.of(
                () -> cache.put(id, new Order(id, "a" + id)),
                () -> cache.getOrLoad(id, () -> new Order(id, "a" + id)),
                () -> cache.async()
                        .getOrLoad(id, () -> CompletableFuture.completedFuture(new Order(id, "a" + id)))
                        .toCompletableFuture()
                        .join(),
                () -> cache.putAll(Map.of(id, new Order(id, "a" + id))),
                () -> cache.getOrLoadAll(List.of(id), missing -> Map.of(id, new Order(id, "a" + id))));
        for (Runnable each : stored) {
            for (String tag : List.of("id:" + id, "owner:a" + id)) {
                each.run();
                assertThat(other.read("order", never(), id)).isEqualTo(new Order(id, "a" + id));

                other.cache("orders", Order.class).invalidateTags(tag);

                assertThat(cache.get(id)).isEmpty();
            }
        }

        // the tags of these come from the value
        Cache<Draft> drafts = node.cache("drafts", Draft.class);
        drafts.put(id, Draft.of("a" + id));
        other.change("draftsChanged", "b" + id);
        assertThat(drafts.get(id)).isPresent();
        other.change("draftsChanged", "a" + id);
        assertThat(drafts.get(id)).isEmpty();
        Cache<Optional<Order>> optional = node.caches().get("order-stages", new TypeLiteral<Optional<Order>>() {});
        optional.put(id, Optional.of(new Order(id, "a" + id)));
        optional.invalidateTags("owner:b" + id);
        assertThat(optional.get(id)).isPresent();
        optional.invalidateTags("owner:a" + id);
        assertThat(optional.get(id)).isEmpty();
    }

    @Test
    void namedCache_withTagsOfItsOwn_isInvalidatedByThem() throws Exception {
        Cache<Order> cache = named(node);
        Cache<Order> elsewhere = named(other);
        Order order = new Order(id, "a" + id, Kind.BOX, List.of(4, 5), Optional.empty());
        for (String tag : List.of("owner:a" + id, "part:4", "part:5", "all")) {
            cache.put(id, order);
            elsewhere.put("2" + id, new Order("2" + id, "b" + id));
            elsewhere.invalidateTags("owner:c" + id, "part:6");
            assertThat(elsewhere.getAll(List.of(id, "2" + id))).hasSize(2);

            elsewhere.invalidateTags(tag);

            assertThat(cache.getAll(List.of(id, "2" + id))).hasSize(tag.equals("all") ? 0 : 1);
        }
        assertThat(elsewhere.getOrLoad(id, () -> order)).isEqualTo(order);
        cache.invalidateTags("part:5");
        assertThat(elsewhere.get(id)).isEmpty();
    }

    @Test
    void namedCache_thatIsNear_dropsWhatHasATagOnAllNodes() throws Exception {
        TypeLiteral<List<Order>> type = new TypeLiteral<>() {};
        Cache<List<Order>> cache = node.cache(Named.of("lists"), type.getType());
        Cache<List<Order>> elsewhere = other.cache(Named.of("lists"), type.getType());
        cache.put(id, List.of(new Order(id, "a" + id), new Order(id, "b" + id)));
        for (int i = 0; i < 3; i++) {
            assertThat(cache.get(id)).isPresent();
            assertThat(elsewhere.get(id)).isPresent();
        }

        cache.invalidateTags("owner:b" + id);

        assertThat(cache.get(id)).isEmpty();
        await().untilAsserted(() -> assertThat(elsewhere.get(id)).isEmpty());
    }

    @Test
    void namedCache_inATransaction_invalidatesTagsAfterTheCommit() throws Exception {
        Cache<Order> cache = named(node);
        cache.put(id, new Order(id, "a" + id));
        CacheTransaction transaction = new CacheTransaction();
        node.transaction.set(transaction);
        cache.invalidateTags("owner:a" + id);
        assertThat(cache.get(id)).isEmpty();
        assertThat(named(other).get(id)).isPresent();

        node.transaction.remove();
        transaction.end(Ending.COMMITTED);

        assertThat(named(other).get(id)).isEmpty();
    }

    @Test
    void namedLoad_thatATagOvertakes_isNotStored() throws Exception {
        Cache<Order> cache = named(node);
        Future<@Nullable Order> leader = node.start(() ->
                cache.getOrLoad(id, () -> (Order) load(new Order(id, "a" + id)).call()));
        await().untilAtomic(loads, is(1));
        named(other).invalidateTags("owner:a" + id);
        mayLoad.countDown();

        assertThat(CacheRig.get(leader)).isEqualTo(new Order(id, "a" + id));
        assertThat(cache.get(id)).isEmpty();
    }

    @Test
    void read_racingWithTags_neverReturnsWhatWasInvalidatedBefore() throws Exception {
        assertNeverOlder(List.of(node, other), "version", ROUNDS, changing -> changing.change("versionChanged", id));
    }
}
