package io.boosterbeacon.redis.internal.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A method belongs to the application's class that is called, not to what a container has made of it. */
class BeanMethodTest {
    static class Base {
        String find(int id) {
            return "int " + id;
        }

        String find(long[] ids, List<String> names) {
            return "long " + ids.length + names;
        }
    }

    static class Bean extends Base {}

    /** Named as OpenEJB names what it generates, without marking it. */
    static class Bean$$LocalBeanProxy extends Bean {}

    private static Method find(Class<?>... parameters) throws NoSuchMethodException {
        return Base.class.getDeclaredMethod("find", parameters);
    }

    @Test
    void of_generatedSubclass_isTheBeansClass() throws NoSuchMethodException {
        assertThat(BeanMethod.of(Bean$$LocalBeanProxy.class, find(int.class)).bean())
                .isEqualTo(Bean.class);
        assertThat(BeanMethod.of(Bean.class, find(int.class)).bean()).isEqualTo(Bean.class);
    }

    interface Find {
        String find(int id);
    }

    interface FindMore extends Find {}

    @Test
    void of_proxyOfAnInterface_isTheInterface() throws NoSuchMethodException {
        Object proxy = Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {Runnable.class, FindMore.class},
                (self, method, args) -> "");

        assertThat(BeanMethod.of(proxy.getClass(), Find.class.getMethod("find", int.class))
                        .bean())
                .isEqualTo(FindMore.class);
    }

    @Test
    void implementation_ofABridge_isTheMethodOfTheClass() {
        assertThat(Generic.class.getDeclaredMethods()).hasSize(2).allSatisfy(method -> assertThat(
                        BeanMethod.of(Generic.class, method)
                                .implementation()
                                .method()
                                .isBridge())
                .isFalse());
    }

    static class Generic implements Function<Bean, String> {
        @Override
        public String apply(Bean other) {
            return "";
        }
    }

    @Test
    void signature_tellsOverloadsAndHeirsApart() throws NoSuchMethodException {
        assertThat(new BeanMethod(Bean.class, find(int.class)).signature())
                .isEqualTo(Bean.class.getName() + "/find(int)");
        assertThat(new BeanMethod(Base.class, find(long[].class, List.class)).signature())
                .isEqualTo(Base.class.getName() + "/find(long[],java.util.List)");
    }
}
