package io.boosterbeacon.redis.testing;

/** Threads that do not belong to the application under test. */
public final class OtherThread {
    private OtherThread() {}

    /** Runs a task on a thread that does not have the context class loader of the application, and waits for it. */
    public static void ofTheJvm(Runnable task) {
        Thread thread = new Thread(task, "test-other");
        thread.setContextClassLoader(ClassLoader.getPlatformClassLoader());
        thread.start();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
