package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the objects of a class consist of. */
final class State {
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return own(type).filter(Field::trySetAccessible).toList();
        }
    };

    private static final ClassValue<Boolean> HIDDEN = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return own(type).anyMatch(field -> !field.trySetAccessible())
                    || supertypes(type)
                            .filter(Platform::has)
                            .flatMap(each -> Stream.of(each.getDeclaredFields()))
                            .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
        }
    };

    private State() {}

    /** The fields of an application's or a library's class and its parents that can be read. */
    static List<Field> of(Class<?> type) {
        return FIELDS.get(type);
    }

    /** Whether there is more than {@link #of} shows. */
    static boolean isHidden(Class<?> type) {
        return HIDDEN.get(type);
    }

    /** Whether a class extends a collection of the JDK by fields of its own. */
    static boolean isAddedTo(Class<?> type) {
        return !type.getName().startsWith("org.eclipse.persistence.")
                && !of(type).isEmpty()
                && supertypes(type)
                        .filter(Platform::has)
                        .anyMatch(parent -> parent != Object.class && !Modifier.isAbstract(parent.getModifiers()));
    }

    private static Stream<Field> own(Class<?> type) {
        return supertypes(type)
                .filter(each -> !Platform.has(each))
                .flatMap(each -> Stream.of(each.getDeclaredFields()))
                .filter(field -> !Modifier.isStatic(field.getModifiers())
                        && !Modifier.isTransient(field.getModifiers())
                        && !field.isSynthetic()
                        && !isWoven(field.getName()));
    }

    /** What EclipseLink and Hibernate add to entities. */
    private static boolean isWoven(String field) {
        return field.startsWith("_persistence_") || field.startsWith("$$_");
    }

    private static Stream<Class<?>> supertypes(@Nullable Class<?> type) {
        return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass);
    }
}
