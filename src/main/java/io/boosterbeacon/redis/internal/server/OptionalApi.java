package io.boosterbeacon.redis.internal.server;

/** An API that the library uses where the server has it. */
public enum OptionalApi {
    MP_CONFIG(
            "MicroProfile Config",
            "org.eclipse.microprofile.config.ConfigProvider",
            "settings come from system properties, environment variables and META-INF/microprofile-config.properties"),
    MP_JWT(
            "MicroProfile JWT",
            "org.eclipse.microprofile.jwt.JsonWebToken",
            "revocation is off: no token is checked, and there is no TokenBlacklistService"),
    MP_HEALTH("MicroProfile Health", "org.eclipse.microprofile.health.HealthCheck", "there is no readiness check"),
    TRANSACTIONS(
            "Jakarta Transactions",
            "jakarta.transaction.TransactionSynchronizationRegistry",
            "caches do not follow transactions");

    private final String title;
    private final String type;
    private final String consequence;

    OptionalApi(String title, String type, String consequence) {
        this.title = title;
        this.type = type;
        this.consequence = consequence;
    }

    /** Whether this application can use it. */
    public boolean isPresent() {
        return isPresent(type);
    }

    /** Whether this application can use a class. */
    public static boolean isPresent(String type) {
        try {
            Class.forName(type, false, OptionalApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** What to tell where it is absent. */
    public String absence() {
        return title + " is not available to this application: " + consequence;
    }
}
