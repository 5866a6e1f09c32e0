package io.boosterbeacon.redis;

/**
 * The user and password for Redis, where they change while the application runs. A bean of this type, {@code ApplicationScoped}
 * or {@code Dependent}, is asked for every connection that is opened, and goes before what {@code redis.url} says. Connections
 * that are open stay as they are; Redis closes them when an operator says so ({@code CLIENT KILL}), and the next ones have the new
 * password. Sentinels are asked by what the URL says.
 *
 * <p>Thread-safe. It is asked on a thread of the library's, and may wait, for a vault for one, but not as long as
 * {@code redis.connect.timeout}. If it throws, the attempt has failed, and there will be others.
 */
@FunctionalInterface
public interface RedisCredentials {
    /**
     * Returns what is valid now.
     *
     * @return both in one, so that no user gets another's password
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
