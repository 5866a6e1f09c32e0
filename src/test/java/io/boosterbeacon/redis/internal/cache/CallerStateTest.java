package io.boosterbeacon.redis.internal.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.cache.CacheKey;
import io.boosterbeacon.redis.cache.CacheKeyGenerator;
import io.boosterbeacon.redis.cache.Cached;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.CreationException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.ws.rs.PathParam;
import java.io.Serializable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A bean that knows its caller is warned of where a cached method would answer one caller with another's value. */
class CallerStateTest {
    @SessionScoped
    static class Cart implements Serializable {
        private static final long serialVersionUID = 1L;

        @Cached
        public String total(String currency) {
            return "";
        }
    }

    @SessionScoped
    @Stereotype
    @Retention(RetentionPolicy.RUNTIME)
    @interface OfASession {}

    @OfASession
    static class Basket implements Serializable {
        private static final long serialVersionUID = 1L;

        @Cached
        public String total(String currency) {
            return "";
        }
    }

    /** The only one, though its superclass is a bean of each session. */
    @ApplicationScoped
    static class OneCart extends Cart {
        private static final long serialVersionUID = 1L;

        @Override
        @Cached
        public String total(String currency) {
            return "";
        }
    }

    static class OfATenant {
        @PathParam("tenant")
        @Nullable
        String tenant;
    }

    @RequestScoped
    static class Orders extends OfATenant {
        @Cached
        public String find(String id) {
            return "";
        }
    }

    @RequestScoped
    static class Invoices {
        @Inject
        Instance<JsonWebToken> token;

        @Cached
        public String mine() {
            return "";
        }
    }

    @RequestScoped
    static class Mails {
        @Inject
        Instance<Principal> user;

        @Cached
        public String all(@CacheKey String user) {
            return "";
        }

        @Cached(cacheKeyGenerator = ByCaller.class)
        public String mine() {
            return "";
        }
    }

    @ApplicationScoped
    static class ByCaller implements CacheKeyGenerator {
        @Override
        public Object generate(Method method, Object[] arguments) {
            return "";
        }
    }

    private static List<String> warnings(Class<?>... beans) {
        try (LogLines log = new LogLines("io.boosterbeacon.redis")) {
            new Application(beans).close();
            return log.all().stream()
                    .filter(line -> line.contains("all callers alike"))
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Cart | total | there is a %s$Cart for each session or conversation",
                "Basket | total | there is a %s$Basket for each session or conversation",
                "Orders | find | %s$Orders.tenant is another for each caller",
                "Invoices | mine | %s$Invoices.token is another for each caller",
            })
    void cachedMethod_ofABeanThatKnowsItsCaller_isWarnedOf(String bean, String method, String state)
            throws ClassNotFoundException {
        String test = CallerStateTest.class.getName();

        assertThat(warnings(Class.forName(test + "$" + bean))).singleElement().satisfies(line -> assertThat(line)
                .contains("@Cached on " + test + "$" + bean + "." + method + "() answers all callers alike: "
                        + state.replace("%s", test) + ", and nothing of that is in its key; accepted: "));
    }

    @Test
    void cachedMethod_withItsCallerInItsKey_isNotWarnedOf() {
        assertThat(warnings(Mails.class, ByCaller.class)).isEmpty();
    }

    @Test
    void cachedMethod_ofABeanOfTheApplication_isNotWarnedOfItsSuperclass() {
        assertThat(warnings(OneCart.class)).isEmpty();
    }

    static class Client {
        private final String region;

        Client() {
            this("");
        }

        Client(String region) {
            this.region = region;
        }

        @Cached(cacheName = "regions")
        public String region(String id) {
            return region;
        }
    }

    @ApplicationScoped
    static class Clients {
        @Produces
        @Dependent
        @Named("eu")
        Client eu() {
            return new Client("eu");
        }

        @Produces
        @Dependent
        @Named("us")
        Client us() {
            return new Client("us");
        }
    }

    @Dependent
    static class Uses {
        @Inject
        @Named("eu")
        Client eu;

        @Inject
        @Named("us")
        Client us;
    }

    static class Office {
        private final String city;

        Office() {
            this("");
        }

        Office(String city) {
            this.city = city;
        }

        @Cached
        public String room(String id) {
            return city + id;
        }
    }

    @ApplicationScoped
    static class Offices {
        @Produces
        @Dependent
        @Named("paris")
        Office paris() {
            return new Office("Paris");
        }

        @Produces
        @Dependent
        @Named("rome")
        Office rome() {
            return new Office("Rome");
        }
    }

    @Dependent
    static class Paris {
        @Inject
        @Named("paris")
        Office office;
    }

    @Dependent
    static class Rome {
        @Inject
        @Named("rome")
        Office office;
    }

    /** Rome would get the room of Paris. */
    @Test
    void producers_ofOneClassWhoseCachesHaveNoName_areRefused() {
        try (Application application = new Application(Offices.class, Paris.class, Rome.class)) {
            assertThat(application.bean(Paris.class).office.room("1")).isEqualTo("Paris1");

            assertThatThrownBy(() -> application.bean(Rome.class))
                    .isInstanceOf(CreationException.class)
                    .hasMessageContainingAll(
                            Offices.class.getName() + ".rome", Offices.class.getName() + ".paris", "cacheName");
            assertThat(application.bean(Paris.class).office.room("1")).isEqualTo("Paris1");
        }
    }

    @Test
    void producers_ofOneClass_areWarnedOfOnce() {
        try (LogLines log = new LogLines("io.boosterbeacon.redis");
                Application application = new Application(Clients.class, Uses.class)) {
            assertThat(application.bean(Uses.class)).isNotNull();
            assertThat(application.bean(Uses.class)).isNotNull();

            assertThat(log.all().stream().filter(line -> line.contains(" all produce ")))
                    .singleElement()
                    .satisfies(line -> assertThat(line)
                            .contains(
                                    Clients.class.getName() + ".eu and " + Clients.class.getName() + ".us all produce "
                                            + Client.class.getName() + ": its objects share caches and limits"));
        }
    }
}
