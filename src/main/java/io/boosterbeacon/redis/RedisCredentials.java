package io.boosterbeacon.redis;

/**
 * Supplies the user and password for Redis if they change while the application runs. The library calls a bean of this
 * type, {@code ApplicationScoped} or {@code Dependent}, for each new connection. It replaces the user and password of
 * {@code redis.url}. Open connections are not affected: an operator closes them with {@code CLIENT KILL}, and new
 * connections have the new password. Connections to sentinels do not use it.
 *
 * <p>Implementations must be thread-safe. They are called on a thread of the library. They may wait, for a vault for
 * instance, but for less than {@code redis.connect.timeout}. If they throw an exception, the attempt to connect has
 * failed, and the library retries.
 */
@FunctionalInterface
public interface RedisCredentials {
    /**
     * Returns the current user and password.
     *
     * @return both together, so that they always belong to the same user
     */
    Login login();

    /**
     * A user and the password.
     *
     * @param user empty for the default user
     * @param password not empty
     */
    record Login(String user, String password) {
        /** Without the password. */
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }
}
