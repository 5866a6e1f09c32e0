package io.boosterbeacon.redis.internal.cache.key;

import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * A placeholder of a template of keys: a parameter, or a property of one.
 *
 * @param argument the index of the parameter
 * @param type the declared type of what it stands for
 */
record Placeholder(int argument, PropertyPath properties, Type type) {
    /**
     * Finds what a placeholder stands for; see {@link NamedParameter#of}.
     *
     * @throws ConfigProblem if there is no such parameter or property
     */
    static Placeholder of(String place, String template, String name, Method method, BeanMethod called) {
        NamedParameter parameter = NamedParameter.of(place, template, name, method, called, null);
        PropertyPath properties = PropertyPath.of(
                place, template, name, called.parameterTypes().get(parameter.index()), parameter.path());
        return new Placeholder(
                parameter.index(),
                properties,
                properties.type().orElse(KeyPlans.types(called).get(parameter.index())));
    }

    /** Reads what the placeholder stands for; null if any object on the path is null. */
    @Nullable
    Object read(@Nullable Object[] arguments) {
        return properties.read(arguments[argument]);
    }
}
