package io.boosterbeacon.redis.internal.cdi;

import io.boosterbeacon.redis.internal.codec.ApplicationJson;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.codec.ValueJson;
import io.boosterbeacon.redis.internal.config.ConfigKeys;
import io.boosterbeacon.redis.internal.config.ConfigProblem;
import io.boosterbeacon.redis.internal.config.JsonChoice;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Default;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.literal.NamedLiteral;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.annotation.Annotation;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Finds the application's own JSON object, which writes its cached values: the bean with a certain name, else the only
 * one without a qualifier. Beans are collected from the events of the deployment, as {@link NamedBeans} does. Thread-safe.
 */
final class JsonBeans {
    /** The name of the bean to use where there are several. */
    static final String NAME = "beacon.cache";

    private static final Logger LOG = System.getLogger("io.boosterbeacon.redis");
    private static final List<Annotation> QUALIFIERS = List.of(NamedLiteral.of(NAME), Default.Literal.INSTANCE);

    private final Set<Bean<?>> beans = ConcurrentHashMap.newKeySet();

    void add(Bean<?> bean) {
        if (Stream.of(ApplicationJson.values())
                .flatMap(library -> library.type().stream())
                .anyMatch(bean.getTypes()::contains)) {
            beans.add(bean);
        }
    }

    /**
     * The JSON to check types with, at deployment.
     *
     * @param problems receives the mistake if the chosen library has no bean
     */
    ValueJson check(JsonChoice choice, BeanManager manager, Consumer<ConfigProblem> problems) {
        Json own = new Json();
        Optional<ApplicationJson> found = libraries(choice)
                .filter(library -> library.type().stream()
                        .anyMatch(type -> QUALIFIERS.stream().anyMatch(qualifier -> isOne(type, qualifier, manager))))
                .findFirst();
        if (found.isEmpty()) {
            missing(choice).ifPresent(problems);
        }
        return found.map(library -> new ValueJson(own, library.types())).orElseGet(() -> ValueJson.of(own));
    }

    private boolean isOne(Class<?> type, Annotation qualifier, BeanManager manager) {
        Set<Bean<?>> found = beans.stream()
                .filter(bean ->
                        bean.getTypes().contains(type) && bean.getQualifiers().contains(qualifier))
                .collect(Collectors.toSet());
        try {
            return manager.resolve(found) != null;
        } catch (AmbiguousResolutionException e) {
            return false;
        }
    }

    /**
     * The JSON of the running application.
     *
     * @param beans with any qualifier
     * @param own of this library
     * @throws ConfigProblem if the chosen library has no bean that can be used
     */
    static ValueJson find(JsonChoice choice, Instance<Object> beans, Json own) {
        for (ApplicationJson library : libraries(choice).toList()) {
            try {
                Optional<Object> bean = library.type().flatMap(type -> bean(type, beans));
                if (bean.isPresent()) {
                    return new ValueJson(library.codec(bean.get()), library.types());
                }
            } catch (IllegalArgumentException e) {
                refuse(choice, library, String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                // such as a bean of a request
                refuse(choice, library, "it cannot be used when the application starts: " + e);
            }
        }
        missing(choice).ifPresent(problem -> {
            throw problem;
        });
        return ValueJson.of(own);
    }

    /** An application starts without its own JSON unless it has chosen it. */
    private static void refuse(JsonChoice choice, ApplicationJson library, String reason) {
        if (choice != JsonChoice.AUTO) {
            throw ConfigProblem.of(ConfigKeys.CACHE_JSON, text(choice), "auto or library, because " + reason);
        }
        LOG.log(
                Level.WARNING,
                "This library writes cached values, not the application''s {0}, because {1}",
                library.type().orElseThrow().getName(),
                reason);
    }

    private static Optional<Object> bean(Class<?> type, Instance<Object> beans) {
        return QUALIFIERS.stream()
                .<Instance<?>>map(qualifier -> beans.select(type, qualifier))
                .filter(Instance::isResolvable)
                .findFirst()
                .map(Instance::get);
    }

    private static Stream<ApplicationJson> libraries(JsonChoice choice) {
        return switch (choice) {
            case AUTO -> Stream.of(ApplicationJson.values());
            case LIBRARY -> Stream.empty();
            case JACKSON -> Stream.of(ApplicationJson.JACKSON);
            case JSONB -> Stream.of(ApplicationJson.JSONB);
        };
    }

    private static Optional<ConfigProblem> missing(JsonChoice choice) {
        return libraries(choice)
                .filter(library -> choice != JsonChoice.AUTO)
                .findFirst()
                .map(library -> ConfigProblem.of(
                        ConfigKeys.CACHE_JSON,
                        text(choice),
                        "auto or library, because there is not one bean of type "
                                + library.type().map(Class::getName).orElse("jakarta.json.bind.Jsonb")
                                + ", nor one with @Named(\"" + NAME + "\")"));
    }

    private static String text(JsonChoice choice) {
        return choice.name().toLowerCase(Locale.ROOT);
    }
}
