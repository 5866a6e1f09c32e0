package io.boosterbeacon.redis.internal.codec;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The fields that make up the state of the objects of a class. */
final class InstanceFields {
    private static final ClassValue<List<Field>> FIELDS = new ClassValue<>() {
        @Override
        protected List<Field> computeValue(Class<?> type) {
            return own(type).filter(Field::trySetAccessible).toList();
        }
    };

    private static final ClassValue<Boolean> INCOMPLETE = new ClassValue<>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            return own(type).anyMatch(field -> !field.trySetAccessible())
                    || supertypes(type)
                            .filter(JdkClasses::contains)
                            .flatMap(each -> Stream.of(each.getDeclaredFields()))
                            .anyMatch(field -> !Modifier.isStatic(field.getModifiers()));
        }
    };

    private InstanceFields() {}

    /** The accessible fields of a class and its superclasses, apart from those that the JDK's classes declare. */
    static List<Field> of(Class<?> type) {
        return FIELDS.get(type);
    }

    /** Whether objects of the class have state that {@link #of} does not return. */
    static boolean areIncomplete(Class<?> type) {
        return INCOMPLETE.get(type);
    }

    /** Whether a class extends a container of the JDK and adds fields to it. */
    static boolean extendContainer(Class<?> type) {
        return !type.getName().startsWith("org.eclipse.persistence.")
                && !of(type).isEmpty()
                && supertypes(type)
                        .filter(JdkClasses::contains)
                        .anyMatch(parent -> parent != Object.class && !Modifier.isAbstract(parent.getModifiers()));
    }

    private static Stream<Field> own(Class<?> type) {
        return supertypes(type)
                .filter(each -> !JdkClasses.contains(each))
                .flatMap(each -> Stream.of(each.getDeclaredFields()))
                .filter(InstanceFields::isState);
    }

    /** Whether a field of a class of the application is part of the state of its objects. */
    static boolean isState(Field field) {
        return !Modifier.isStatic(field.getModifiers())
                && !Modifier.isTransient(field.getModifiers())
                && !field.isSynthetic()
                && !isWoven(field.getName());
    }

    /** Whether EclipseLink or Hibernate has added the field to an entity. */
    private static boolean isWoven(String field) {
        return field.startsWith("_persistence_") || field.startsWith("$$_");
    }

    private static Stream<Class<?>> supertypes(@Nullable Class<?> type) {
        return Stream.<Class<?>>iterate(type, each -> each != null, Class::getSuperclass);
    }
}
