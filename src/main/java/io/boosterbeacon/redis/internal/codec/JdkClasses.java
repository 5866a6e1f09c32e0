package io.boosterbeacon.redis.internal.codec;

/** Distinguishes the JDK's classes from those of an application and its libraries. */
final class JdkClasses {
    private JdkClasses() {}

    static boolean contains(Class<?> type) {
        return type.getClassLoader() == null || type.getClassLoader() == ClassLoader.getPlatformClassLoader();
    }
}
