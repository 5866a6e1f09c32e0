package io.boosterbeacon.redis.internal.cache.binding;

import io.boosterbeacon.redis.cache.CacheTtl;
import io.boosterbeacon.redis.internal.codec.Envelope;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.Members;
import io.boosterbeacon.redis.internal.config.TypeVariables;
import io.boosterbeacon.redis.internal.log.ThrottledLog;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.function.Function;

/**
 * The {@link CacheTtl} of one annotation. If it fails, the value is not stored: the method must not fail because it is
 * cached.
 *
 * @param place where the annotation is declared
 * @param type {@link CacheTtl.None} means none
 */
record ValueTtl(
        String place, Class<? extends CacheTtl<?>> type, Function<Class<? extends CacheTtl<?>>, CacheTtl<?>> beans) {
    private static final ThrottledLog LOG = new ThrottledLog(System.getLogger("io.boosterbeacon.redis"));
    private static final Duration SHORTEST = Duration.ofMillis(1);

    /**
     * Checks that the bean takes the values of a method.
     *
     * @throws ConfigProblem if it takes others
     */
    void requireFor(Type content) {
        Type taken = new TypeVariables(type).resolve(CacheTtl.class.getTypeParameters()[0]);
        if (!fits(taken, Envelope.boxed(content))) {
            throw ConfigProblem.of(
                    place + ": ttlBy",
                    type.getName(),
                    "a CacheTtl of " + Envelope.boxed(content).getTypeName() + " or of a supertype, not of "
                            + taken.getTypeName());
        }
    }

    private static boolean fits(Type taken, Type given) {
        if (!erased(taken).isAssignableFrom(erased(given))) {
            return false;
        }
        if (!(taken instanceof ParameterizedType one)
                || !(given instanceof ParameterizedType other)
                || one.getRawType() != other.getRawType()) {
            return true;
        }
        Type[] arguments = other.getActualTypeArguments();
        for (int i = 0; i < arguments.length; i++) {
            if (!fits(one.getActualTypeArguments()[i], arguments[i])) {
                return false;
            }
        }
        return true;
    }

    private static Class<?> erased(Type type) {
        if (type instanceof Class<?> plain) {
            return plain;
        }
        if (type instanceof ParameterizedType generic) {
            return (Class<?>) generic.getRawType();
        }
        return type instanceof GenericArrayType array
                ? erased(array.getGenericComponentType()).arrayType()
                : Object.class;
    }

    /**
     * The lifetime of a value; zero if it is not to be stored.
     *
     * @param ttl that of the annotation
     */
    Duration of(Object content, Duration ttl) {
        if (type == CacheTtl.None.class) {
            return ttl;
        }
        try {
            @SuppressWarnings("unchecked") // checked at deployment
            CacheTtl<Object> bean = (CacheTtl<Object>) beans.apply(type);
            Duration own = bean.ttl(content);
            return own == null ? ttl : bounded(own);
        } catch (Throwable e) {
            // the message may quote the value and is not logged
            boolean unused = LOG.warn(
                    place,
                    place + ": ttlBy " + type.getName() + " has thrown "
                            + e.getClass().getName() + "; the value is not stored");
            return Duration.ZERO;
        }
    }

    private static Duration bounded(Duration own) {
        if (own.isNegative() || own.isZero()) {
            return Duration.ZERO;
        }
        if (own.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return own.compareTo(Members.MAX_DURATION) > 0 ? Members.MAX_DURATION : own;
    }
}
