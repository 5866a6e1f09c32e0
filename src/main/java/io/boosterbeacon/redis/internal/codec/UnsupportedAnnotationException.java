package io.boosterbeacon.redis.internal.codec;

/**
 * A class has an annotation that the library cannot apply. The class is refused, because its author relies on the
 * annotation.
 */
final class UnsupportedAnnotationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param carrier the class that has the annotation, or that the annotation names */
    UnsupportedAnnotationException(Class<?> annotation, Class<?> carrier) {
        super("@" + annotation.getName() + " with " + carrier.getName() + " is not supported for stored values");
    }

    UnsupportedAnnotationException(Class<?> annotation, Throwable cause) {
        super("@" + annotation.getName() + " cannot be read", cause);
    }
}
