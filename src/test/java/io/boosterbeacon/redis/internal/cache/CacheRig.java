package io.boosterbeacon.redis.internal.cache;

import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.RedisService;
import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheBypass;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.internal.cache.binding.CacheBeans;
import io.boosterbeacon.redis.internal.cache.binding.CacheContents;
import io.boosterbeacon.redis.internal.cache.binding.CacheDeclarations;
import io.boosterbeacon.redis.internal.cache.binding.CacheDefinitions;
import io.boosterbeacon.redis.internal.cache.binding.CacheMethods;
import io.boosterbeacon.redis.internal.cache.binding.CachePoint;
import io.boosterbeacon.redis.internal.cache.binding.Invocation;
import io.boosterbeacon.redis.internal.cache.key.EntryPlan;
import io.boosterbeacon.redis.internal.cache.key.KeyPlan;
import io.boosterbeacon.redis.internal.cache.key.KeyPlans;
import io.boosterbeacon.redis.internal.cache.transaction.CacheTransaction;
import io.boosterbeacon.redis.internal.cdi.LibraryNode;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.CacheNames;
import io.boosterbeacon.redis.internal.config.CacheSettings;
import io.boosterbeacon.redis.internal.config.CacheValueSettings;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Store;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The caches of one node, wired by the library itself, on a store that several nodes may share. */
final class CacheRig implements AutoCloseable {
    /** Long, so that on a busy machine the store does not seem to be down. */
    static final Duration TIMEOUT = Duration.ofSeconds(5);

    static final CacheSettings SETTINGS = new CacheSettings(
            true, TIMEOUT, TIMEOUT, Duration.ofMinutes(1), Duration.ofSeconds(30), CacheValueSettings.DEFAULTS);

    private static final ApplicationSettings APPLICATION = new ApplicationSettings("shop", Set.of(), false, Set.of());
    private static final CacheNames NAMES = new CacheNames(APPLICATION);

    final SwitchableCacheStore store;
    final ConcurrentLinkedQueue<Object> events = new ConcurrentLinkedQueue<>();
    final Map<String, String> properties = new ConcurrentHashMap<>();
    /** How many nanoseconds the node's clock is ahead. */
    final AtomicLong later = new AtomicLong();

    /** The current transaction of each thread. */
    @SuppressWarnings("ThreadLocalUsage") // of each node its own
    final ThreadLocal<@Nullable CacheTransaction> transaction = new ThreadLocal<>();

    /** The annotated methods with caches that are called by their names, and the places of such calls. */
    final CacheDeclarations declarations = new CacheDeclarations();

    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final SwitchableStore switchable;
    private final LibraryNode node;
    private final CacheMethods methods;
    private final Class<?> type;

    /** @param type has the annotated methods */
    CacheRig(Store shared, Class<?> type, CacheSettings settings) {
        this.switchable = new SwitchableStore(shared);
        this.store = switchable.cache();
        this.type = type;
        this.node = new LibraryNode(
                switchable,
                APPLICATION,
                settings,
                properties,
                events::add,
                () -> Optional.ofNullable(transaction.get()),
                () -> System.nanoTime() + later.get(),
                declarations);
        this.methods = node.methods();
    }

    CacheRig(Store shared, Class<?> type) {
        this(shared, type, SETTINGS);
    }

    Method method(String name) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> method.getName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    /** Calls an annotated method whose body is the loader. */
    @Nullable
    Object read(String method, Callable<@Nullable Object> loader, Object... arguments) throws Exception {
        return call(method, changed -> loader.call(), arguments);
    }

    /** Calls an annotated method that reads several values, whose body takes the arguments. */
    @Nullable
    Object readMany(String method, Function<Object[], @Nullable Object> body, Object... arguments) throws Exception {
        return call(method, changed -> body.apply(changed == null ? arguments : changed), arguments);
    }

    private @Nullable Object call(String method, Invocation body, Object... arguments) throws Exception {
        try {
            return methods.read(new BeanMethod(type, method(method)), arguments, body);
        } catch (Exception | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    RedisService service() {
        return node.service();
    }

    CacheBypass bypass() {
        return node.bypass();
    }

    /** Makes the methods known to caches that are called by their names, as a deployment does. */
    void declare(String... names) {
        CacheDefinitions definitions = new CacheDefinitions(
                name -> Optional.ofNullable(properties.get(name)),
                NAMES,
                ValueJson.of(new Json()),
                CacheValueSettings.DEFAULTS,
                CacheBeans.NONE);
        for (String name : names) {
            definitions.check(new BeanMethod(type, method(name)), new CacheContents(declarations));
        }
    }

    /** A cache that is called by its name. */
    <V> Cache<V> cache(String name, Class<V> values) {
        return node.caches().get(name, values);
    }

    /** A cache with lifetimes of its own. */
    <V> Cache<V> cache(CacheName own, Type values) {
        return node.caches().of(new CachePoint("@CacheName on a test", own.value(), own, values), reference -> {
            throw new AssertionError("nothing is serialized here");
        });
    }

    Caches caches() {
        return node.caches();
    }

    /** Calls an annotated method that changes caches, with an empty body. */
    void change(String method, Object... arguments) throws Exception {
        change(method, () -> null, arguments);
    }

    @Nullable
    Object change(String method, Callable<@Nullable Object> body, Object... arguments) throws Exception {
        return methods.change(new BeanMethod(type, method(method)), arguments, body);
    }

    <T> Future<T> start(Callable<T> task) {
        FutureTask<T> future = new FutureTask<>(task);
        Thread thread = new Thread(future, "caller");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
        return future;
    }

    <T> List<Future<T>> start(int callers, Callable<T> task) {
        List<Future<T>> all = new ArrayList<>();
        for (int i = 0; i < callers; i++) {
            all.add(start(task));
        }
        return all;
    }

    static <T> T get(Future<T> future) throws Exception {
        return future.get(30, TimeUnit.SECONDS);
    }

    static <T> List<T> get(List<Future<T>> futures) throws Exception {
        List<T> results = new ArrayList<>();
        for (Future<T> future : futures) {
            results.add(get(future));
        }
        return results;
    }

    /** Waits until each caller that was started either waits for something or has ended. */
    void awaitAllWaiting() {
        await().pollInterval(Duration.ofMillis(5)).during(Duration.ofMillis(60)).until(() -> threads.stream()
                .map(Thread::getState)
                .allMatch(state -> state == Thread.State.WAITING
                        || state == Thread.State.TIMED_WAITING
                        || state == Thread.State.TERMINATED));
    }

    /** Waits until the store has been called as many times more as given. */
    void awaitCalls(int before, int more) {
        await().until(() -> store.calls() >= before + more);
    }

    CacheEntry.Cached entry(String method, Object... arguments) {
        Method annotated = method(method);
        Cached own = annotated.getAnnotation(Cached.class);
        KeyPlan plan = new KeyPlans(type -> (called, parameters) -> "")
                .of(
                        "here",
                        own.key(),
                        own.cacheKeyGenerator(),
                        new BeanMethod(annotated.getDeclaringClass(), annotated),
                        annotated);
        BeanMethod called = new BeanMethod(type, annotated);
        return new EntryPlan(NAMES.of(Cached.class, own.cacheName(), called, annotated), plan, annotated)
                .entry(arguments);
    }

    /** The name that the store has for a cache of this application. */
    static String cacheId(String cacheName) {
        return "shop:" + cacheName;
    }

    /** Whether the circuit of writes is open. */
    boolean refusesWrites() {
        return node.refusesWrites();
    }

    /** From now on an open circuit stays open. */
    void keepCircuitsOpen() {
        switchable.answersPings(false);
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
        node.close();
    }
}
