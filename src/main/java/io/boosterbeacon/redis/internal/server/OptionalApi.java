package io.boosterbeacon.redis.internal.server;

/** An API that the library uses if the server provides it. */
public enum OptionalApi {
    MP_CONFIG(
            "MicroProfile Config",
            "org.eclipse.microprofile.config.ConfigProvider",
            "settings come from system properties, environment variables and META-INF/microprofile-config.properties"),
    MP_JWT(
            "MicroProfile JWT",
            "org.eclipse.microprofile.jwt.JsonWebToken",
            "revocation is off: no token is checked, and there is neither a TokenBlacklistService nor a"
                    + " TokenRevocationChecker"),
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

    /** Whether the application can load the API. */
    public boolean isPresent() {
        return isPresent(type);
    }

    /** Whether the application can load a class. */
    public static boolean isPresent(String type) {
        try {
            Class.forName(type, false, OptionalApi.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
        }
    }

    /** The message for a server without the API. */
    public String absenceMessage() {
        return title + " is not available to this application: " + consequence;
    }
}
