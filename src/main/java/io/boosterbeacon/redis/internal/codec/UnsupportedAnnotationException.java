package io.boosterbeacon.redis.internal.codec;

/** A class asks by an annotation for what the library cannot do. It is refused: its author relies on the annotation. */
final class UnsupportedAnnotationException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    /** @param carrier what has the annotation, or is named in it */
    UnsupportedAnnotationException(Class<?> annotation, Class<?> carrier) {
        super("@" + annotation.getName() + " with " + carrier.getName() + " is not supported for stored values");
    }

    UnsupportedAnnotationException(Class<?> annotation, Throwable cause) {
        super("@" + annotation.getName() + " cannot be read", cause);
    }
}
