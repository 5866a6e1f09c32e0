package io.boosterbeacon.redis.internal.codec;

/** Tells classes of the JDK from those of an application and its libraries. */
final class Platform {
    private Platform() {}

    static boolean has(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }
}
