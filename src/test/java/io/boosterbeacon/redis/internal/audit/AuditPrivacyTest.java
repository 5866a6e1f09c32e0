package io.boosterbeacon.redis.internal.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.event.RefreshTokenReused;
import io.boosterbeacon.redis.event.RevokedTokenRejected;
import io.boosterbeacon.redis.event.TokenRestored;
import io.boosterbeacon.redis.event.TokenRevoked;
import io.boosterbeacon.redis.internal.rest.RestPart;
import io.boosterbeacon.redis.internal.rest.RevocationFilter;
import io.boosterbeacon.redis.internal.revocation.Tokens;
import io.boosterbeacon.redis.revocation.AuditEntry;
import io.boosterbeacon.redis.revocation.AuditQuery;
import io.boosterbeacon.redis.revocation.RefreshOptions;
import io.boosterbeacon.redis.revocation.RefreshRotation.Outcome;
import io.boosterbeacon.redis.revocation.RefreshToken;
import io.boosterbeacon.redis.revocation.RefreshTokens;
import io.boosterbeacon.redis.revocation.RevocationAudit;
import io.boosterbeacon.redis.revocation.RevocationTarget;
import io.boosterbeacon.redis.revocation.RevokeOptions;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.LogLines;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nothing that identifies somebody is in Redis, in any log, in events and in the audit. */
class AuditPrivacyTest {
    /** The answer of PTTL; a key may also have expired meanwhile. */
    private static final long WITHOUT_EXPIRY = -1;

    private static final List<String> NAMES = List.of(
            "ada-lovelace", "jti-4711", "sid-4711", "device-4711", "client-4711", "root-operator", "issuer.test");

    /** The observer of an application. */
    @ApplicationScoped
    public static class Seen {
        private final List<Object> events = new CopyOnWriteArrayList<>();

        void revoked(@Observes TokenRevoked event) {
            events.add(event);
        }

        void restored(@Observes TokenRestored event) {
            events.add(event);
        }

        void reused(@Observes RefreshTokenReused event) {
            events.add(event);
        }

        void rejected(@Observes RevokedTokenRejected event) {
            events.add(event);
        }

        /** What was observed. */
        public List<Object> all() {
            return events;
        }
    }

    private static JsonWebToken token(String... more) {
        long now = Instant.now().getEpochSecond();
        Map<String, Object> claims = new HashMap<>();
        claims.putAll(Map.of("iss", "https://issuer.test", "sub", NAMES.get(0), "iat", now, "exp", now + 900));
        claims.putAll(
                Map.of("jti", NAMES.get(1), "sid", NAMES.get(2), "device_id", NAMES.get(3), "client_id", NAMES.get(4)));
        for (int i = 0; i < more.length; i += 2) {
            claims.put(more[i], more[i + 1]);
        }
        return Tokens.verified(Tokens.sign(claims));
    }

    private static <T> T stub(Class<T> type, BiFunction<String, Object[], @Nullable Object> answer) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(),
                new Class<?>[] {type},
                (self, method, arguments) -> answer.apply(method.getName(), arguments)));
    }

    /** What the filter of the application answers; 0 if it lets the request pass. */
    private static int request(Application application, JsonWebToken token) throws IOException {
        int[] status = new int[1];
        SecurityContext security = stub(SecurityContext.class, (method, arguments) -> token);
        ContainerRequestContext request = stub(ContainerRequestContext.class, (method, arguments) -> switch (method) {
            case "getSecurityContext" -> security;
            case "getMethod" -> "GET";
            case "getProperty" -> null;
            case "abortWith" -> {
                status[0] = ((Response) arguments[0]).getStatus();
                yield null;
            }
            default -> throw new AssertionError(method);
        });
        for (RestPart part : application.all(RestPart.class).toList()) {
            for (Object component : part.components()) {
                if (component instanceof RevocationFilter filter) {
                    setResource(filter);
                    filter.filter(request);
                }
            }
        }
        return status[0];
    }

    /** The resource that the server has found. */
    @Path("/people/{name}")
    public static class People {
        /** Its path names somebody. */
        @GET
        @Path("devices/{device: .+}")
        public String device(@PathParam("name") String name, @PathParam("device") String device) {
            return name + device;
        }
    }

    private static void setResource(RevocationFilter filter) {
        try {
            Method device = People.class.getMethod("device", String.class, String.class);
            ResourceInfo people = stub(ResourceInfo.class, (method, arguments) -> switch (method) {
                case "getResourceClass" -> People.class;
                case "getResourceMethod" -> device;
                default -> throw new AssertionError(method);
            });
            Field resource = RevocationFilter.class.getDeclaredField("resource");
            resource.setAccessible(true);
            resource.set(filter, people);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("the filter has changed", e);
        }
    }

    @Test
    void nothing_isHeldInTheClear() throws IOException {
        Logger root = Logger.getLogger("");
        // the client's log may show what it sends
        List<Logger> finest = List.of(Logger.getLogger("io.boosterbeacon"), Logger.getLogger("io.lettuce"));
        finest.forEach(logger -> logger.setLevel(Level.FINEST));
        try (RedisProcess server = RedisProcess.start();
                LogLines lines = new LogLines(root.getName());
                Application application = new Application(
                        with(Application.on(server.url()), "beacon.revocation.claims", "device_id"), Seen.class)) {
            List<String> secrets = refreshTokens(application);
            TokenBlacklistService blacklist = application.bean(TokenBlacklistService.class);
            JsonWebToken token = token();
            RevokeOptions options = RevokeOptions.all().actor(NAMES.get(5));
            List<RevocationTarget> targets = List.of(
                    RevocationTarget.token(token),
                    RevocationTarget.token(token("jti", "jti-4711-2").getRawToken()),
                    RevocationTarget.sessionOf(token),
                    RevocationTarget.client(NAMES.get(4)),
                    RevocationTarget.where("device_id", NAMES.get(3)),
                    RevocationTarget.issuer("https://issuer.test"));
            for (RevocationTarget target : targets) {
                blacklist.revoke(target, "why", options);
                blacklist.revoke(target, "why", options);
                blacklist.restore(target, "why", options);
            }
            blacklist.revokeAllUserTokens(NAMES.get(0), "why", options);
            blacklist.revokeAllUserTokens(token, "why", options);
            assertThat(request(application, token)).isEqualTo(401);

            RevocationAudit audit = application.bean(RevocationAudit.class);
            await().untilAsserted(() -> assertThat(audit.counts().recorded()).isEqualTo(1));
            AuditQuery ofAda = AuditQuery.all().user(NAMES.get(0));
            assertThat(audit.find(ofAda.action(AuditEntry.Action.REJECTED)).entries())
                    .singleElement()
                    .extracting(AuditEntry::request)
                    .isEqualTo(Optional.of("GET /people/{name}/devices/{device}"));
            StringBuilder everything = new StringBuilder();
            audit.export(AuditQuery.all(), everything);
            assertThat(everything.toString().lines())
                    .as("an unverified token that is revoked again is not recorded")
                    .hasSize(22);
            List<Object> events = application.bean(Seen.class).all();
            assertThat(events).hasSize(24);
            everything.append(events).append(lines.all()).append(contentOf(server));

            assertThat(lines.all()).as("the audit's log").anyMatch(line -> line.contains("\"action\":\"REJECTED\""));
            assertThat(everything.toString())
                    .contains("audit:changes", "audit:logouts", "audit:texts", "audit:rejections", "audit:counts")
                    .contains("{rev}:f:", "{rev}:g:")
                    .doesNotContain(NAMES.toArray(String[]::new))
                    .doesNotContain(secrets.toArray(String[]::new))
                    .doesNotContain(token.getRawToken(), "eyJhbGci", "eyJ0eXAi");
        } finally {
            finest.forEach(logger -> logger.setLevel(null));
        }
    }

    /** Uses refresh tokens, of which one is stolen. Returns their parts. */
    private static List<String> refreshTokens(Application application) {
        RefreshTokens tokens = application.bean(RefreshTokens.class);
        RefreshOptions login = RefreshOptions.none()
                .session(NAMES.get(2))
                .claim("device_id", NAMES.get(3))
                .claim("client_id", NAMES.get(4));
        RefreshToken first = tokens.register("https://issuer.test", NAMES.get(0), login);
        RefreshToken second = tokens.rotate(first.text()).successor().orElseThrow();
        RefreshToken third = tokens.rotate(second.text()).successor().orElseThrow();
        assertThat(tokens.rotate(first.text()).outcome()).isEqualTo(Outcome.REUSED);
        RefreshToken other = tokens.register("https://issuer.test", NAMES.get(0), login);
        assertThat(tokens.revokeFamily(other.family(), "why").session()).isPresent();
        return Stream.of(first, second, third, other)
                .flatMap(each -> Stream.of(each.text().split("\\.", -1)))
                .toList();
    }

    private static Map<String, String> with(Map<String, String> properties, String name, String value) {
        properties.put(name, value);
        return properties;
    }

    /** All keys with what they hold. */
    private static String contentOf(RedisProcess server) {
        RedisClient client = RedisClient.create(server.url());
        try {
            RedisCommands<String, String> redis = client.connect().sync();
            List<String> found = new ArrayList<>();
            for (String key : redis.keys("*")) {
                assertThat(redis.pttl(key)).as(key).isNotEqualTo(WITHOUT_EXPIRY);
                found.add(key + " = "
                        + switch (redis.type(key)) {
                            case "zset" -> redis.zrange(key, 0, -1);
                            case "hash" -> redis.hgetall(key);
                            case "stream" -> redis.xrange(key, Range.unbounded());
                            default -> redis.get(key);
                        });
            }
            return found.toString();
        } finally {
            client.shutdown();
        }
    }
}
