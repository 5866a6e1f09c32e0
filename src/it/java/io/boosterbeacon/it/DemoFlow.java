package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Rewriting;
import io.boosterbeacon.it.client.Walk;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the demo does on every store. */
abstract class DemoFlow extends DemoSessions {
    @Test
    @Needs(Capability.MP_HEALTH)
    void readiness_with_a_working_store_tells_its_kind() {
        Answer health = demo().readiness();

        assertThat(health.status()).isEqualTo(200);
        assertThat(health.text("status")).isEqualTo("UP");
        assertThat(health.json().findValuesAsText("store")).containsExactly(store());
        Awaitility.await()
                .untilAsserted(() -> assertThat(demo().readiness().json().findValuesAsText("clockSkewMillis"))
                        .singleElement()
                        .satisfies(millis -> assertThat(Long.parseLong(millis)).isBetween(-5_000L, 5_000L)));
    }

    @Test
    void token_before_log_out_names_its_user() {
        Answer login = demo().login("ingrid", "user");
        Answer me = demo().me(login.text("token"));

        assertThat(login.status()).isEqualTo(201);
        assertThat(Instant.parse(login.text("expiresAt")))
                .isCloseTo(Instant.now().plus(Duration.ofMinutes(15)), within(10, ChronoUnit.SECONDS));
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.text("user")).isEqualTo("ingrid");
        assertThat(me.json().path("roles").get(0).asText()).isEqualTo("user");
        assertThat(me.text("expiresAt")).isEqualTo(login.text("expiresAt"));
    }

    @Test
    void token_after_log_out_is_refused() {
        String token = demo().token("mathilda", "user");
        assertThat(demo().me(token).status()).isEqualTo(200);

        assertThat(demo().send("DELETE", "api/session", token, null).status()).isEqualTo(204);

        Answer me = demo().me(token);
        assertThat(me.status()).isEqualTo(401);
        assertThat(me.header("WWW-Authenticate"))
                .isEqualTo("Bearer error=\"invalid_token\", error_description=\"Token has been revoked\"");
        assertThat(me.header("Content-Type")).startsWith("application/problem+json");
        assertThat(me.text("error")).isEqualTo("Token has been revoked");
        assertThat(me.json().path("status").asInt()).isEqualTo(401);
    }

    @Test
    void token_after_log_out_is_refused_in_each_writing() {
        String token = Stream.generate(() -> demo().token("gudrun", "user"))
                .filter(signed -> signed.substring(signed.lastIndexOf('.')).matches(".*[-_].*"))
                .findFirst()
                .orElseThrow();
        assertThat(demo().me(token).text("user")).isEqualTo("gudrun");

        assertThat(demo().send("DELETE", "api/session", token, null).status()).isEqualTo(204);

        assertThat(Rewriting.headers(token, demo().token("torvald", "user")))
                .hasSize(19)
                .allSatisfy((how, headers) -> assertThat(
                                demo().sendRaw("GET", "api/me", headers).text("user"))
                        .isNotEqualTo("gudrun"));
    }

    /** Its claims are the victim's, but not its signature. */
    @ParameterizedTest
    @ValueSource(strings = {"api/session", "api/session/others", "api/session/all"})
    void forged_token_at_a_log_out_revokes_nothing(String logout) {
        String victim = demo().token("astrid", "user");
        String other = demo().token("sten", "user");
        String forged = victim.substring(0, victim.lastIndexOf('.')) + other.substring(other.lastIndexOf('.'));

        assertThat(demo().send("DELETE", logout, forged, null).status()).isIn(401, 403);

        assertThat(List.of(victim, other))
                .allSatisfy(token -> assertThat(demo().me(token).status()).isEqualTo(200));
    }

    @Test
    void other_token_of_a_user_after_log_out_of_one_stays_good() {
        String phone = demo().token("magnus", "user");
        String laptop = demo().token("magnus", "user");

        demo().send("DELETE", "api/session", phone, null);

        assertThat(demo().me(phone).status()).isEqualTo(401);
        assertThat(demo().me(laptop).status()).isEqualTo(200);
    }

    @Test
    void tokens_of_a_user_after_a_log_out_everywhere_are_refused_or_elsewhere_all_but_one() {
        String phone = demo().token("solveig", "user");
        String laptop = demo().token("solveig", "user");
        String other = demo().token("hilda", "user");

        assertThat(demo().send("DELETE", "api/session/others", laptop, null).status())
                .isEqualTo(204);
        assertThat(demo().me(phone).status()).isEqualTo(401);
        assertThat(demo().me(laptop).status()).isEqualTo(200);

        String fresh = demo().token("solveig", "user");
        assertThat(demo().me(fresh).status()).isEqualTo(200);
        assertThat(demo().send("DELETE", "api/session/all", laptop, null).status())
                .isEqualTo(204);
        assertThat(List.of(phone, laptop, fresh))
                .allSatisfy(token -> assertThat(demo().me(token).status()).isEqualTo(401));
        assertThat(demo().me(other).status()).isEqualTo(200);
    }

    @Test
    void tokens_of_a_user_after_a_password_change_are_refused_and_a_fresh_one_is_good() {
        String admin = demo().token("root", "admin");
        List<String> old =
                Stream.generate(() -> demo().token("gunhild", "user")).limit(3).toList();
        String other = demo().token("sigrid", "user");

        Answer revocation = demo().revokeAll("gunhild", admin);
        String fresh = demo().token("gunhild", "user");

        assertThat(revocation.status()).isEqualTo(200);
        assertThat(revocation.text("scope")).isEqualTo("USER");
        assertThat(revocation.text("outcome")).isEqualTo("REVOKED");
        assertThat(old)
                .allSatisfy(token -> assertThat(demo().me(token).status()).isEqualTo(401));
        assertThat(demo().me(fresh).status()).isEqualTo(200);
        assertThat(demo().me(other).status()).isEqualTo(200);
    }

    @Test
    void revocation_by_a_user_who_is_no_admin_is_forbidden() {
        String token = demo().token("torsten", "user");

        assertThat(demo().revokeAll("torsten", token).status()).isEqualTo(403);
        assertThat(demo().get("api/blacklist/stats", token).status()).isEqualTo(403);
        assertThat(demo().me(token).status()).isEqualTo(200);
    }

    @Test
    void audit_of_a_user_shows_an_administrator_what_has_happened_and_no_names() {
        String user = "audited-" + UUID.randomUUID();
        String admin = demo().token("root", "admin");
        String token = demo().token(user, "user");
        demo().send("DELETE", "api/session", token, null);
        assertThat(demo().me(token).status()).isEqualTo(401);
        demo().revokeAll(user, admin);
        demo().revokeAll("somebody-else", admin);

        for (DemoClient instance : instances()) {
            Awaitility.await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                Answer audit = instance.get("api/audit?user=" + user, admin);
                assertThat(audit.status()).isEqualTo(200);
                assertThat(audit.json())
                        .extracting(entry -> entry.path("action").asText() + " "
                                + entry.path("scope").asText() + " "
                                + entry.path("reason").asText() + " "
                                + entry.path("request").asText())
                        .containsExactlyInAnyOrder(
                                "REVOKED USER password_change ",
                                "REJECTED TOKEN  GET /me",
                                "REVOKED SESSION logout ",
                                "REVOKED TOKEN logout ");
                assertThat(audit.json())
                        .filteredOn(entry -> entry.path("action").asText().equals("REVOKED"))
                        .allSatisfy(entry ->
                                assertThat(entry.path("actor").asText()).hasSize(43));
                assertThat(audit.body()).doesNotContain(user, "root", token);
            });
        }
        Answer first = demo().get("api/audit?limit=1&user=" + user, admin);
        assertThat(first.json()).hasSize(1);
        assertThat(Instant.parse(first.json().get(0).path("at").asText()))
                .isCloseTo(Instant.now(), within(60, ChronoUnit.SECONDS));
        assertThat(first.header("Link")).contains("rel=\"next\"", "after=");
        assertThat(demo().get("api/audit?limit=0", admin).status()).isEqualTo(400);
        assertThat(demo().get("api/audit?after=x", admin).status()).isEqualTo(400);
        assertThat(demo().get("api/audit?user=" + user, demo().token(user, "user"))
                        .status())
                .isEqualTo(403);
    }

    @Test
    void protected_resource_without_a_token_is_refused() {
        // the server answers 401, or 403 with RESTEasy (WildFly, Open Liberty)
        assertThat(demo().get("api/me", null).status()).isIn(401, 403);
    }

    @Test
    void stats_after_a_revocation_count_it() {
        String admin = demo().token("root", "admin");
        Answer before = demo().get("api/blacklist/stats", admin);

        demo().send("DELETE", "api/session", demo().token("vigdis", "user"), null);
        demo().revokeAll("yngve", admin);

        Answer after = demo().get("api/blacklist/stats", admin);
        assertThat(after.status()).isEqualTo(200);
        assertThat(count(after, "totalTokensBlacklisted")).isEqualTo(count(before, "totalTokensBlacklisted") + 1);
        assertThat(count(after, "totalUsersBlacklisted")).isEqualTo(count(before, "totalUsersBlacklisted") + 1);
        assertThat(Instant.parse(after.text("newestEntry"))).isCloseTo(Instant.now(), within(5, ChronoUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | api/session    | {\"user\":\" \"}              | \"user\" must be",
                "POST | api/session    | {\"user\":\"a\",\"age\":1}    | Unknown fields [age]",
                "POST | api/session    | {\"user\":\"a\",\"roles\":[]} | \"roles\" must be",
                "POST | api/session    | hello                         | must be a JSON object",
                "POST | api/session    | [1]                           | must be a JSON object",
                "PUT  | api/products/1 | {\"price\":-1}                | \"price\" must be",
                "PUT  | api/products/1 | {\"price\":\"cheap\"}         | \"price\" must be",
                "PUT  | api/warehouse  | {\"down\":\"yes\"}            | \"down\" must be",
                "PUT  | api/warehouse  | {}                            | \"down\" must be",
                "GET  | api/products   |                               | \"ids\" must be 1 to 100 numbers",
                "GET  | api/products?ids=      |                       | \"ids\" must be 1 to 100 numbers",
                "GET  | api/products?ids=1,x   |                       | \"ids\" must be 1 to 100 numbers",
                "GET  | api/products?ids=1,,2  |                       | \"ids\" must be 1 to 100 numbers",
                "GET  | api/products?ids=-1    |                       | \"ids\" must be 1 to 100 numbers",
            })
    void bad_input_is_refused_with_a_reason(String method, String path, String body, String reason) {
        Answer answer = demo().send(method, path, null, body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.text("detail")).contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"GET,", "PUT, '{\"price\":1}'"})
    void unknown_product_is_not_found(String method, String body) {
        assertThat(demo().send(method, "api/products/999", null, body).status()).isEqualTo(404);
    }

    @Test
    void walks_of_the_readme_answer_as_it_says() {
        List<Walk> walks = Walk.ofReadme();

        assertThat(walks).hasSize(2);
        for (Walk walk : walks) {
            assertThat(walk.promised()).hasSizeGreaterThan(5);
            assertThat(walk.run(demo().root())).isEqualTo(walk.promised());
        }
    }

    private static long count(Answer answer, String field) {
        return answer.json().path(field).asLong(-1);
    }
}
