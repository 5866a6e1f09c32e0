package io.boosterbeacon.redis.internal.codec;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The types whose values JSON-B must not write: objects that can be read only once, and those that Jackson would exclude. */
final class JsonbTypes {
    /** Jackson's annotations that may exclude content. Joined at run time: see {@link ForeignAnnotations}. */
    private static final Set<String> EXCLUDING = Set.of(
            "JsonIgnore",
            "JsonIgnoreProperties",
            "JsonIgnoreType",
            "JsonIncludeProperties",
            "JsonProperty",
            "JsonBackReference");

    private static final String JACKSON = String.join(".", List.of("com", "fasterxml", "jackson", "annotation", ""));
    private static final ObjectMapper PROPERTIES = Mappers.ofJsonb();

    private static final ClassValue<Optional<String>> REFUSALS = new ClassValue<>() {
        @Override
        protected Optional<String> computeValue(Class<?> type) {
            return Stream.<Class<?>>iterate(
                            type, each -> each != null && !JdkClasses.contains(each), Class::getSuperclass)
                    .flatMap(each -> Stream.of(
                                    Stream.<AnnotatedElement>of(each),
                                    Stream.of(each.getDeclaredFields()),
                                    Stream.of(each.getDeclaredMethods()))
                            .flatMap(elements -> elements))
                    .filter(element -> !element.isAnnotationPresent(jakarta.json.bind.annotation.JsonbTransient.class))
                    .flatMap(element -> Stream.of(element.getDeclaredAnnotations()))
                    .filter(JsonbTypes::excludes)
                    .findFirst()
                    .map(annotation -> "@" + annotation.annotationType().getName() + " in " + type.getName()
                            + " has no effect for JSON-B, which would store what it excludes");
        }
    };

    private JsonbTypes() {}

    private static boolean excludes(Annotation annotation) {
        String name = annotation.annotationType().getName();
        return name.startsWith(JACKSON)
                && EXCLUDING.contains(name.substring(JACKSON.length()))
                && (!name.endsWith(".JsonProperty") || annotation.toString().contains("WRITE_ONLY"));
    }

    /** Why objects of a class must not be written; empty if they may. */
    static Optional<String> refusal(Class<?> type) {
        return REFUSALS.get(type);
    }

    /** Why values of a type cannot be stored; empty if there is no reason. */
    static Optional<String> problem(Type type) {
        return SingleUseTypes.within(PROPERTIES, type).map(once -> once.getName() + " can be read only once");
    }
}
