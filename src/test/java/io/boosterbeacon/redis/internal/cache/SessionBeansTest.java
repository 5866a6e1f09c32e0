package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.AsyncCache;
import io.boosterbeacon.redis.cache.Cache;
import io.boosterbeacon.redis.cache.CacheInvalidate;
import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.cache.Caches;
import io.boosterbeacon.redis.ratelimit.RateLimit;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import io.boosterbeacon.redis.testing.Application;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.inject.Inject;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.weld.context.bound.BoundSessionContext;
import org.junit.jupiter.api.Test;

/** What is annotated is in force on beans of sessions, also after the server has put a session aside. */
class SessionBeansTest {
    @SessionScoped
    static class Login implements Serializable {
        private static final long serialVersionUID = 1L;
        private int calls;

        @Cached
        public int attempts(String id) {
            return ++calls;
        }

        @CacheInvalidate(
                cacheName = "io.boosterbeacon.redis.internal.cache.SessionBeansTest$Login/attempts(java.lang.String)")
        public void forget(String id) {}

        @RateLimit(value = 2, window = 1, windowUnit = ChronoUnit.HOURS)
        public void tryOut() {}
    }

    @SessionScoped
    static class Basket implements Serializable {
        private static final long serialVersionUID = 1L;

        @Inject
        @CacheName(value = "baskets", ttl = 60)
        Cache<List<String>> baskets;

        @Inject
        @CacheName("baskets")
        AsyncCache<List<String>> basketsLater;

        @Inject
        @CacheName("baskets")
        Instance<Cache<List<String>>> basketsIfNeeded;

        @Inject
        Caches caches;

        @SuppressWarnings({"NullAway.Init", "UnusedVariable"}) // a part of the session, which is refused
        private Cache<List<String>> found;

        public void put(String id, List<String> content) {
            baskets.put(id, content);
        }

        public void find() {
            found = caches.get("baskets", new TypeLiteral<List<String>>() {});
        }

        public List<Optional<List<String>>> all(String id) {
            return List.of(
                    baskets.get(id),
                    basketsLater.get(id).toCompletableFuture().join(),
                    basketsIfNeeded.get().get(id),
                    baskets.async().get(id).toCompletableFuture().join());
        }
    }

    @RequestScoped
    static class Order {
        @Inject
        @CacheName("baskets")
        Cache<List<String>> baskets;

        public Optional<List<String>> basket(String id) {
            return baskets.get(id);
        }
    }

    private static <T> T inSession(Application application, Map<String, Object> session, Supplier<T> call) {
        BoundSessionContext context = application.bean(BoundSessionContext.class);
        context.associate(session);
        context.activate();
        try {
            return call.get();
        } finally {
            context.deactivate();
            context.dissociate(session);
        }
    }

    @SuppressWarnings({"unchecked", "BanSerializableRead"}) // as a server passivates and activates a session
    private static Map<String, Object> passivated(Map<String, Object> session)
            throws IOException, ClassNotFoundException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new ObjectOutputStream(bytes).writeObject(new HashMap<>(session));
        return (Map<String, Object>) new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray())).readObject();
    }

    @Test
    void annotations_onABeanOfASession_areInForceBeforeAndAfterItIsPassivated() throws Exception {
        try (Application application = new Application(Login.class)) {
            Login login = application.bean(Login.class);
            Map<String, Object> session = new HashMap<>();
            int first = inSession(application, session, () -> {
                login.tryOut();
                return login.attempts("7") + login.attempts("7");
            });
            assertThat(first).isEqualTo(2);
            assertThat(session).isNotEmpty();

            Map<String, Object> activated = passivated(session);
            int second = inSession(application, activated, () -> {
                login.tryOut();
                assertThatThrownBy(login::tryOut).isInstanceOf(RateLimitExceededException.class);
                assertThat(login.attempts("7")).isEqualTo(1);
                login.forget("7");
                return login.attempts("7");
            });
            assertThat(second).isEqualTo(2);
        }
    }

    @Test
    void cache_thatIsInjectedIntoABeanOfASession_isTheSameAfterItIsPassivated() throws Exception {
        try (Application application = new Application(Basket.class, Order.class)) {
            Basket basket = application.bean(Basket.class);
            Map<String, Object> session = new HashMap<>();
            inSession(application, session, () -> {
                basket.put("7", List.of("tea"));
                return basket.all("7");
            });

            Map<String, Object> activated = passivated(session);
            List<Optional<List<String>>> found = inSession(application, activated, () -> basket.all("7"));

            assertThat(found).hasSize(4).containsOnly(Optional.of(List.of("tea")));
            inSession(application, passivated(activated), () -> {
                basket.put("7", List.of("tea", "milk"));
                return null;
            });
            RequestContextController requests = application.bean(RequestContextController.class);
            requests.activate();
            assertThat(application.bean(Order.class).basket("7")).contains(List.of("tea", "milk"));
            requests.deactivate();
        }
    }

    /** Nobody could tell afterwards where its type was declared. */
    @Test
    void cache_thatWasFoundByCaches_isNotPassivated() {
        try (Application application = new Application(Basket.class)) {
            Basket basket = application.bean(Basket.class);
            Map<String, Object> session = new HashMap<>();
            inSession(application, session, () -> {
                basket.find();
                return null;
            });

            assertThatThrownBy(() -> passivated(session))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("cache \"baskets\"")
                    .hasMessageContaining("@CacheName");
        }
    }
}
