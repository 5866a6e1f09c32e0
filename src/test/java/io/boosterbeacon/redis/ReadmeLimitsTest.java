package io.boosterbeacon.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.boosterbeacon.redis.internal.codec.Json;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.config.BeanMethod;
import io.boosterbeacon.redis.internal.config.RateLimitPolicies;
import io.boosterbeacon.redis.internal.config.Settings;
import io.boosterbeacon.redis.internal.ratelimit.Caller;
import io.boosterbeacon.redis.internal.ratelimit.LimitRules;
import io.boosterbeacon.redis.internal.ratelimit.NoResolvers;
import io.boosterbeacon.redis.internal.ratelimit.RateLimitDecider;
import io.boosterbeacon.redis.internal.ratelimit.Resolvers;
import io.boosterbeacon.redis.internal.ratelimit.RunningCalls;
import io.boosterbeacon.redis.internal.ratelimit.StoreRateLimiter;
import io.boosterbeacon.redis.internal.ratelimit.Verdict;
import io.boosterbeacon.redis.internal.ratelimit.WaitingLines;
import io.boosterbeacon.redis.internal.ratelimit.address.ClientAddresses;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestCounts;
import io.boosterbeacon.redis.internal.ratelimit.binding.RequestLimits;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.ratelimit.RateLimitCostResolver;
import io.boosterbeacon.redis.ratelimit.RateLimitExceededException;
import jakarta.ws.rs.client.Client;
import jakarta.ws.rs.core.Response;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of rate limits do what the README says, with the classes and the properties that it shows. */
class ReadmeLimitsTest {
    private static final Path README = Path.of("README.md");

    @TempDir
    Path output;

    /** Eight in the evening in Berlin. */
    private Instant now = Instant.parse("2026-03-01T19:00:00Z");

    private final Properties shown = Snippets.properties(README);
    private final EmbeddedStore store = new EmbeddedStore(() -> now);
    private final Scheduler timers = new Scheduler();
    private final Settings settings = Settings.read(name -> Optional.ofNullable(shown.getProperty(name)), problem -> {
        throw problem;
    });
    private final RunningCalls running = new RunningCalls(store.rateLimits(), timers);
    private final RequestLimits limits = new RequestLimits(
            new RateLimitPolicies(
                    name -> Optional.ofNullable(shown.getProperty(name)), shown.stringPropertyNames(), problem -> {
                        throw problem;
                    }),
            new RateLimitDecider(
                    store.rateLimits(),
                    Duration.ofSeconds(5),
                    new Resolvers(NoResolvers.RESOLVERS.keys(), ReadmeLimitsTest::created),
                    Telemetry.NONE,
                    () -> now,
                    running,
                    new LimitRules(store.limitRules(), "shop", timers, System::nanoTime, new Json(), 64)),
            RequestCounts::new,
            settings.application());

    @AfterEach
    void close() {
        store.close();
        timers.close();
    }

    private static RateLimitCostResolver created(Class<? extends RateLimitCostResolver> type) {
        try {
            return type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A request. */
    private record Sent(String who, String peer, List<String> roles, String plan, String id, List<String> path)
            implements Caller {
        static Sent by(String who) {
            return new Sent(who, "192.0.2.1", List.of(), "", "1", List.of("elsewhere"));
        }

        Sent from(String other) {
            return new Sent(who, other, roles, plan, id, path);
        }

        Sent with(String plan, String... roles) {
            return new Sent(who, peer, List.of(roles), plan, id, path);
        }

        Sent about(String other) {
            return new Sent(who, peer, roles, plan, other, path);
        }

        Sent to(String... segments) {
            return new Sent(who, peer, roles, plan, id, List.of(segments));
        }

        @Override
        public Optional<String> httpMethod() {
            return Optional.of("POST");
        }

        @Override
        public Optional<String> address() {
            return Optional.of(peer);
        }

        @Override
        public Optional<String> user() {
            return Optional.of(who);
        }

        @Override
        public Optional<String> pathParameter(String name) {
            return Optional.of(id).filter(known -> name.equals("id"));
        }

        @Override
        public boolean isInRole(String role) {
            return roles.contains(role);
        }

        @Override
        public boolean hasClaim(String name, String value) {
            return name.equals("plan") && value.equals(plan);
        }
    }

    private RequestLimits.Limit limit(String type, String method) throws Exception {
        String code = Snippets.java(README)
                .filter(each -> each.contains("public class " + type + " "))
                .findFirst()
                .orElseThrow();
        Class<?> resource = Snippets.compiled(code, output);
        Method called = Stream.of(resource.getDeclaredMethods())
                .filter(each -> each.getName().equals(method))
                .findFirst()
                .orElseThrow();
        return limits.of(new BeanMethod(resource, called)).orElseThrow();
    }

    private static long admitted(RequestLimits.Limit limit, Caller request, int times) {
        return IntStream.range(0, times)
                .filter(i -> limit.decide(request, false, null).admitted())
                .count();
    }

    @Test
    void limitRequests_admitsTenInTenSeconds() throws Exception {
        RequestLimits.Limit search = limit("SearchResource", "search");
        assertThat(admitted(search, Sent.by("ada"), 20)).isEqualTo(10);
        assertThat(admitted(search, Sent.by("ada").from("192.0.2.2"), 1)).isEqualTo(1);
        now = now.plusSeconds(10);
        assertThat(admitted(search, Sent.by("ada"), 20)).isEqualTo(10);
    }

    @Test
    void behindAProxy_tellsClientsApart() {
        ClientAddresses addresses = new ClientAddresses(settings.rateLimit().addresses(), Telemetry.NONE);
        List<String> forwarded = List.of("198.51.100.1, 203.0.113.9, 2001:db8:7::5");

        assertThat(addresses.client("10.0.3.17", header -> header.equals("X-Forwarded-For") ? forwarded : List.of()))
                .isEqualTo("203.0.113.9");
        assertThat(addresses.client("10.0.3.18", header -> header.equals("X-Forwarded-For") ? forwarded : List.of()))
                .isEqualTo("10.0.3.18");
    }

    @Test
    void tokenBucket_admitsFiveAtOnceAndOneEveryTwoSeconds() throws Exception {
        RequestLimits.Limit list = limit("ExportResource", "list");
        assertThat(admitted(list, Sent.by("ada"), 10)).isEqualTo(5);
        for (int i = 0; i < 3; i++) {
            now = now.plusSeconds(2);
            assertThat(admitted(list, Sent.by("ada"), 2)).isEqualTo(1);
        }
    }

    @Test
    void concurrency_admitsTwoAtTheSameTimeForEachUser() throws Exception {
        RequestLimits.Limit create = limit("ExportResource", "create");
        List<Verdict> inFlight = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            inFlight.add(create.decide(Sent.by("ada"), false, null));
        }
        assertThat(inFlight).allMatch(Verdict::admitted);
        assertThat(admitted(create, Sent.by("ada"), 3)).isZero();
        assertThat(admitted(create, Sent.by("bob"), 1)).isEqualTo(1);
        inFlight.get(0).call().end();
        assertThat(admitted(create, Sent.by("ada"), 3)).isEqualTo(1);
    }

    @Test
    void group_countsChangesOfAnExportTogether() throws Exception {
        RequestLimits.Limit replace = limit("ExportResource", "replace");
        RequestLimits.Limit delete = limit("ExportResource", "delete");
        assertThat(admitted(replace, Sent.by("ada"), 15)).isEqualTo(15);
        assertThat(admitted(delete, Sent.by("ada"), 15)).isEqualTo(5);
        assertThat(admitted(delete, Sent.by("ada").about("2"), 1)).isEqualTo(1);
        assertThat(admitted(replace, Sent.by("bob"), 1)).isEqualTo(1);
        // half of the last minute still counts
        now = now.plusSeconds(90);
        assertThat(admitted(replace, Sent.by("ada"), 20)).isBetween(1L, 19L);
    }

    @Test
    void quotaADay_endsAtMidnightInBerlin() throws Exception {
        RequestLimits.Limit send = limit("LetterResource", "send");
        long sent = 0;
        for (int minute = 0; minute < 10; minute++) {
            long ofThisMinute = admitted(send, Sent.by("ada"), 12);
            assertThat(ofThisMinute).isLessThanOrEqualTo(10);
            sent += ofThisMinute;
            now = now.plusSeconds(60);
        }
        assertThat(sent).isEqualTo(50);
        now = Instant.parse("2026-03-01T22:59:59.999Z");
        assertThat(admitted(send, Sent.by("ada"), 1)).isZero();
        now = Instant.parse("2026-03-01T23:00:00Z");
        assertThat(admitted(send, Sent.by("ada"), 1)).isEqualTo(1);
    }

    @Test
    void cost_ofAnAnswer_isWhatTheResourceHasCharged() throws Exception {
        RequestLimits.Limit answer = limit("AnswerResource", "answer");
        for (int i = 0; i < 19; i++) {
            Verdict verdict = answer.decide(Sent.by("ada"), false, null);
            assertThat(verdict.admitted()).isTrue();
            verdict.call().resolved().get(0).charge(500);
            verdict.call().end();
        }
        // 9,500 are spent, and each call reserves 1,000
        assertThat(admitted(answer, Sent.by("ada"), 20)).isEqualTo(10);
        assertThat(admitted(answer, Sent.by("ada").from("192.0.2.2"), 1)).isEqualTo(1);
    }

    @Test
    void logIn_countsWrongPasswordsOnly() throws Exception {
        RequestLimits.Limit login = limit("LoginResource", "login");
        for (int i = 0; i < 20; i++) {
            login.decide(Sent.by(""), false, null).call().answered(200, null);
        }
        for (int i = 0; i < 5; i++) {
            Verdict verdict = login.decide(Sent.by(""), false, null);
            assertThat(verdict.admitted()).isTrue();
            verdict.call().answered(401, null);
        }
        assertThat(admitted(login, Sent.by(""), 1)).isZero();
        assertThat(admitted(login, Sent.by("").from("192.0.2.9"), 10))
                .as("guesses at the same time")
                .isEqualTo(5);
        now = now.plus(Duration.ofMinutes(15));
        assertThat(admitted(login, Sent.by(""), 1)).isEqualTo(1);
    }

    @Test
    void tiers_haveTheirLimits() throws Exception {
        RequestLimits.Limit report = limit("ReportResource", "report");
        assertThat(admitted(report, Sent.by("ada"), 60)).isEqualTo(3);
        assertThat(admitted(report, Sent.by("bob").with("", "premium"), 60)).isEqualTo(30);
        assertThat(admitted(report, Sent.by("eve").with("partner"), 60)).isEqualTo(50);
        assertThat(admitted(report, Sent.by("joe").with("partner", "premium"), 60))
                .isEqualTo(50);
        assertThat(admitted(report, Sent.by("ada").with("", "premium"), 60))
                .as("the rest after three")
                .isEqualTo(27);
    }

    @Test
    void limitsWithoutCode_countThePathsTogether() throws Exception {
        RequestLimits.Limit search = limit("SearchResource", "search");
        RequestLimits.Limit unmatched = limits.ofUnmatched();
        Sent api = Sent.by("ada").to("api", "search");
        assertThat(search.decide(api, false, null).results())
                .extracting(Verdict.Result::policy)
                .contains("api");

        assertThat(admitted(unmatched, Sent.by("ada").to("nothing", "here"), 30))
                .isEqualTo(20);
        assertThat(unmatched.decide(api, false, null).admitted()).isFalse();
        now = now.plusSeconds(10);
        assertThat(unmatched.decide(api, false, null).results())
                .filteredOn(result -> result.policy().equals("api"))
                .singleElement()
                .satisfies(result -> assertThat(result.decision().count()).isEqualTo(2));
    }

    @Test
    void outgoingCalls_areLimitedForEachHost() throws Exception {
        HttpServer host = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        host.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        host.start();
        String code = Snippets.java(README)
                .filter(each -> each.contains("RateLimitClientFilter"))
                .findFirst()
                .orElseThrow();
        Class<?> type = Snippets.compiled(code, output);
        Object payments = type.getConstructor().newInstance();
        Field limiter = type.getDeclaredField("limiter");
        limiter.setAccessible(true);
        limiter.set(
                payments,
                new StoreRateLimiter(
                        store.rateLimits(),
                        settings.application(),
                        () -> now,
                        running,
                        new WaitingLines(store.rateLimits(), timers, System::nanoTime)));
        Client client = (Client) type.getMethod("client").invoke(payments);
        String root = "http://127.0.0.1:" + host.getAddress().getPort();
        try {
            for (int i = 0; i < 100; i++) {
                try (Response response = client.target(root).request().get()) {
                    assertThat(response.getStatus()).isEqualTo(204);
                }
            }
            assertThatThrownBy(() -> client.target(root).request().get())
                    .hasCauseInstanceOf(RateLimitExceededException.class);
        } finally {
            client.close();
            host.stop(0);
        }
    }
}
