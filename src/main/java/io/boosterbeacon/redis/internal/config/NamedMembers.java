package io.boosterbeacon.redis.internal.config;

import io.boosterbeacon.redis.cache.CacheName;
import io.boosterbeacon.redis.cache.Cached;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The members of {@link CacheName}. Those that {@link Cached} has, too, have the same meaning and the same defaults. */
public final class NamedMembers {
    private static final String NAME = "value";

    private NamedMembers() {}

    /** Whether an annotation gives more than a name. */
    public static boolean isDeclaration(CacheName own) {
        return members().anyMatch(member -> !Objects.deepEquals(valueOf(member, own), member.getDefaultValue()));
    }

    /**
     * The same members as those of an annotated method; what a name cannot have is as by default.
     *
     * @param own null: all are as by default
     */
    static Cached of(@Nullable CacheName own) {
        InvocationHandler handler = (proxy, member, arguments) -> members()
                .filter(each -> own != null && each.getName().equals(member.getName()))
                .findFirst()
                .map(each -> valueOf(each, Objects.requireNonNull(own)))
                .orElseGet(member::getDefaultValue);
        return (Cached) Proxy.newProxyInstance(Cached.class.getClassLoader(), new Class<?>[] {Cached.class}, handler);
    }

    private static Stream<Method> members() {
        return Arrays.stream(CacheName.class.getDeclaredMethods())
                .filter(member -> !member.getName().equals(NAME));
    }

    private static Object valueOf(Method member, Annotation own) {
        try {
            return member.invoke(own);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the members of an annotation are public", e);
        }
    }
}
