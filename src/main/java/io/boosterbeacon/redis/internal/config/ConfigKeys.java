package io.boosterbeacon.redis.internal.config;

import java.lang.reflect.Field;
import java.util.List;
import java.util.stream.Stream;

/** The names of all properties that this library reads, except for the overrides of annotations ({@link Overrides}). */
public final class ConfigKeys {
    public static final String APPLICATION_NAME = "beacon.application.name";

    public static final String REDIS_URL = "redis.url";
    public static final String REDIS_MODE = "redis.mode";
    public static final String REDIS_CONNECT_TIMEOUT = "redis.connect.timeout";
    public static final String REDIS_COMMAND_TIMEOUT = "redis.command.timeout";
    public static final String REDIS_KEEPALIVE = "redis.keepalive";
    public static final String REDIS_POOL_MIN = "redis.pool.min";
    public static final String REDIS_POOL_MAX = "redis.pool.max";
    public static final String REDIS_KEY_PREFIX = "redis.key.prefix";
    public static final String REDIS_TRACE = "redis.trace";
    public static final String REDIS_TLS_TRUST_STORE = "redis.tls.trust-store";
    public static final String REDIS_TLS_TRUST_STORE_PASSWORD = "redis.tls.trust-store-password";
    public static final String REDIS_TLS_KEY_STORE = "redis.tls.key-store";
    public static final String REDIS_TLS_KEY_STORE_PASSWORD = "redis.tls.key-store-password";
    public static final String REDIS_TLS_VERIFY = "redis.tls.verify";
    static final List<String> REDIS_TLS = List.of(
            REDIS_TLS_TRUST_STORE,
            REDIS_TLS_TRUST_STORE_PASSWORD,
            REDIS_TLS_KEY_STORE,
            REDIS_TLS_KEY_STORE_PASSWORD,
            REDIS_TLS_VERIFY);

    public static final String CACHE_SHARED = "beacon.cache.shared";
    public static final String CACHE_ENABLED = "beacon.cache.enabled";
    public static final String CACHE_TIMEOUT = "beacon.cache.timeout";
    public static final String CACHE_WRITE_TIMEOUT = "beacon.cache.write-timeout";
    public static final String CACHE_LEASE = "beacon.cache.lease";
    public static final String CACHE_LOAD_WAIT = "beacon.cache.load-wait";
    public static final String CACHE_JSON = "beacon.cache.json";
    public static final String CACHE_MAX_VALUE_SIZE = "beacon.cache.max-value-size";
    public static final String CACHE_COMPRESS_ABOVE = "beacon.cache.compress-above";
    public static final String CACHE_ENCRYPTION_KEY = "beacon.cache.encryption-key";
    public static final String CACHE_LOCAL_MAX_SIZE = "beacon.cache.local-max-size";
    public static final String CACHE_HONOR_NO_CACHE = "beacon.cache.honor-no-cache";
    public static final String CACHE_INTERCEPTOR_PRIORITY = "beacon.cache.interceptor-priority";

    public static final String RATELIMIT_SHARED = "beacon.ratelimit.shared";
    public static final String RATELIMIT_SHARED_GROUPS = "beacon.ratelimit.shared-groups";
    public static final String RATELIMIT_ENABLED = "beacon.ratelimit.enabled";
    public static final String RATELIMIT_TIMEOUT = "beacon.ratelimit.timeout";
    public static final String RATELIMIT_HEADERS = "beacon.ratelimit.headers";
    public static final String RATELIMIT_RESET_FORMAT = "beacon.ratelimit.reset-format";
    public static final String RATELIMIT_EXPOSE_HEADERS = "beacon.ratelimit.expose-headers";
    public static final String RATELIMIT_RETRY_AFTER_JITTER = "beacon.ratelimit.retry-after-jitter";
    public static final String RATELIMIT_PARTITION_SECRET = "beacon.ratelimit.partition-secret";
    public static final String RATELIMIT_SERVLET_PATTERNS = "beacon.ratelimit.servlet-patterns";
    public static final String RATELIMIT_TRUSTED_PROXIES = "beacon.ratelimit.trusted-proxies";
    public static final String RATELIMIT_IPV6_PREFIX = "beacon.ratelimit.ipv6-prefix";

    public static final String REVOCATION_ENABLED = "beacon.revocation.enabled";
    public static final String REVOCATION_TIMEOUT = "beacon.revocation.timeout";
    public static final String REVOCATION_ON_STORE_FAILURE = "beacon.revocation.on-store-failure";
    public static final String REVOCATION_MAX_STALENESS = "beacon.revocation.max-staleness";
    public static final String REVOCATION_MAX_TOKEN_LIFETIME = "beacon.revocation.max-token-lifetime";
    public static final String REVOCATION_CLOCK_SKEW = "beacon.revocation.clock-skew";
    public static final String REVOCATION_ISSUER_SKEW = "beacon.revocation.issuer-skew";
    public static final String REVOCATION_SERVLET_PATTERNS = "beacon.revocation.servlet-patterns";
    public static final String REVOCATION_CONNECTION_CHECK_INTERVAL = "beacon.revocation.connection-check-interval";
    public static final String REVOCATION_MAX_CONNECTIONS = "beacon.revocation.max-connections";
    public static final String REVOCATION_USER_CLAIMS = "beacon.revocation.user-claims";
    public static final String REVOCATION_CLAIMS = "beacon.revocation.claims";
    public static final String REVOCATION_AUTH_TIME = "beacon.revocation.auth-time";
    public static final String REVOCATION_DURABILITY = "beacon.revocation.durability";
    public static final String REVOCATION_MAX_UNVERIFIED = "beacon.revocation.max-unverified-tokens";
    public static final String REVOCATION_MODE = "beacon.revocation.mode";
    public static final String REVOCATION_FRESHNESS = "beacon.revocation.freshness";
    public static final String REVOCATION_MAX_REPLICA_ENTRIES = "beacon.revocation.max-replica-entries";
    public static final String REVOCATION_AWAIT = "beacon.revocation.await";
    public static final String REVOCATION_REFRESH_GRACE = "beacon.revocation.refresh-grace";
    public static final String REVOCATION_REFRESH_IDLE = "beacon.revocation.refresh-idle";
    public static final String REVOCATION_REFRESH_LIFETIME = "beacon.revocation.refresh-lifetime";

    public static final String REVOCATION_AUDIT_ENABLED = "beacon.revocation.audit.enabled";
    public static final String REVOCATION_AUDIT_MAX_ENTRIES = "beacon.revocation.audit.max-entries";
    public static final String REVOCATION_AUDIT_RETENTION = "beacon.revocation.audit.retention";
    public static final String REVOCATION_AUDIT_REJECTIONS = "beacon.revocation.audit.rejections-per-second";
    public static final String REVOCATION_AUDIT_NODE = "beacon.revocation.audit.node";

    public static final String REVOCATION_REVOKE_PATH = "beacon.revocation.endpoints.revoke.path";
    public static final String REVOCATION_REVOKE_CLIENTS = "beacon.revocation.endpoints.revoke.clients";
    public static final String REVOCATION_REVOKE_ROLES = "beacon.revocation.endpoints.revoke.roles";
    public static final String REVOCATION_INTROSPECT_PATH = "beacon.revocation.endpoints.introspect.path";
    public static final String REVOCATION_INTROSPECT_CLIENTS = "beacon.revocation.endpoints.introspect.clients";
    public static final String REVOCATION_INTROSPECT_ROLES = "beacon.revocation.endpoints.introspect.roles";
    public static final String REVOCATION_LOGOUT_PATH = "beacon.revocation.endpoints.logout.path";
    public static final String REVOCATION_LOGOUT_REVOKES = "beacon.revocation.endpoints.logout.revokes";
    public static final String REVOCATION_ISSUERS = "beacon.revocation.issuers";
    public static final String REVOCATION_JWKS_TIMEOUT = "beacon.revocation.jwks-timeout";
    public static final String REVOCATION_JWKS_LIFETIME = "beacon.revocation.jwks-lifetime";

    public static final String HEALTH_ON_STORE_FAILURE = "beacon.health.on-store-failure";
    public static final String HEALTH_TIMEOUT = "beacon.health.timeout";

    private ConfigKeys() {}

    /** The names of all properties. */
    static List<String> all() {
        return Stream.of(ConfigKeys.class.getFields()).map(ConfigKeys::name).toList();
    }

    private static String name(Field field) {
        try {
            return (String) field.get(null);
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(e);
        }
    }
}
