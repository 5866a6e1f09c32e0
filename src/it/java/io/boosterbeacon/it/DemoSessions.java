package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;

import io.boosterbeacon.it.client.Answer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The logins of users on their devices, and what renews and ends them. */
abstract class DemoSessions extends DemoOauth {
    @Test
    void login_renewed_by_its_refresh_token_goes_on_in_its_session() {
        Answer login = demo().login("astrid", "premium");

        Answer renewed = demo().renew(login.text("refreshToken"));

        assertThat(renewed.status()).isEqualTo(200);
        assertThat(renewed.header("Cache-Control")).isEqualTo("no-store");
        assertThat(renewed.text("sid")).isEqualTo(login.text("sid")).isNotEmpty();
        assertThat(renewed.text("refreshToken")).isNotEqualTo(login.text("refreshToken"));
        Answer me = demo().me(renewed.text("token"));
        assertThat(me.text("user")).isEqualTo("astrid");
        assertThat(me.json().path("roles").get(0).asText()).isEqualTo("premium");
        // a double click
        assertThat(demo().renew(login.text("refreshToken")).text("refreshToken"))
                .isEqualTo(renewed.text("refreshToken"));
    }

    @Test
    void refresh_token_that_is_spent_ends_its_login_and_no_other() {
        Answer phone = demo().login("gudrun", "user");
        Answer laptop = demo().login("gudrun", "user");
        Answer second = demo().renew(phone.text("refreshToken"));
        Answer third = demo().renew(second.text("refreshToken"));
        assertThat(third.status()).isEqualTo(200);

        Answer reused = demo().renew(phone.text("refreshToken"));

        assertThat(reused.status()).isEqualTo(401);
        assertThat(reused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(demo().renew(third.text("refreshToken")).status()).isEqualTo(401);
        assertThat(Stream.of(phone, second, third))
                .allSatisfy(each ->
                        assertThat(demo().me(each.text("token")).status()).isEqualTo(401));
        assertThat(demo().me(laptop.text("token")).status()).isEqualTo(200);
        assertThat(demo().renew(laptop.text("refreshToken")).status()).isEqualTo(200);
        assertThat(demo().get("api/audit?user=gudrun", demo().token("root", "admin"))
                        .json())
                .extracting(entry -> entry.path("action").asText() + " "
                        + entry.path("scope").asText() + " "
                        + entry.path("reason").asText())
                .contains("REVOKED SESSION refresh token reused");
    }

    /** A user who has no other logins. */
    static String someone() {
        return "user-" + UUID.randomUUID();
    }

    @Test
    void sessions_of_a_user_are_listed_with_their_devices() {
        String ragna = someone();
        Answer phone = demo().loginOn("phone", ragna);
        Answer laptop = demo().loginOn("laptop", ragna);
        Answer other = demo().loginOn("tablet", someone());

        Answer listed = demo().get("api/sessions", phone.text("token"));

        assertThat(listed.status()).isEqualTo(200);
        assertThat(listed.json())
                .extracting(
                        each -> each.path("sid").asText(),
                        each -> each.path("device").asText(),
                        each -> each.path("current").asBoolean())
                .containsExactly(tuple(laptop.text("sid"), "laptop", false), tuple(phone.text("sid"), "phone", true));
        assertThat(listed.json())
                .allSatisfy(each -> assertThat(Instant.parse(each.path("since").asText()))
                        .isCloseTo(Instant.now(), within(10, ChronoUnit.SECONDS)));
        assertThat(demo().devices(other.text("token"))).containsExactly("tablet");
        // 403 with RESTEasy (WildFly, Open Liberty)
        assertThat(demo().get("api/sessions", null).status()).isIn(401, 403);
    }

    @Test
    void session_that_is_ended_takes_its_tokens_along_and_leaves_the_others() {
        String yrsa = someone();
        Answer phone = demo().loginOn("phone", yrsa);
        Answer laptop = demo().loginOn("laptop", yrsa);
        Answer renewed = demo().renew(phone.text("refreshToken"));

        assertThat(demo().send("DELETE", "api/sessions/" + phone.text("sid"), laptop.text("token"), null)
                        .status())
                .isEqualTo(204);

        assertThat(Stream.of(phone, renewed))
                .allSatisfy(each ->
                        assertThat(demo().me(each.text("token")).status()).isEqualTo(401));
        assertThat(demo().renew(renewed.text("refreshToken")).status()).isEqualTo(401);
        assertThat(demo().me(laptop.text("token")).status()).isEqualTo(200);
        assertThat(demo().renew(laptop.text("refreshToken")).status()).isEqualTo(200);
        assertThat(demo().devices(laptop.text("token"))).containsExactly("laptop");
        assertThat(demo().get("api/audit?user=" + yrsa, demo().token("root", "admin"))
                        .json())
                .extracting(entry -> entry.path("scope").asText() + " "
                        + entry.path("reason").asText())
                .contains("SESSION logout of a device");
    }

    @Test
    void session_of_another_user_is_not_ended() {
        Answer victim = demo().loginOn("phone", someone());
        Answer thief = demo().loginOn("phone", someone());

        for (String sid : List.of(victim.text("sid"), "no-such-session")) {
            Answer refused = demo().send("DELETE", "api/sessions/" + sid, thief.text("token"), null);
            assertThat(refused.status()).isEqualTo(404);
            assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        }

        assertThat(demo().me(victim.text("token")).status()).isEqualTo(200);
        assertThat(demo().renew(victim.text("refreshToken")).status()).isEqualTo(200);
        assertThat(demo().devices(victim.text("token"))).containsExactly("phone");
    }

    @Test
    void sessions_of_a_user_are_ended_all_but_this_one_or_all() {
        String embla = someone();
        Answer phone = demo().loginOn("phone", embla);
        Answer laptop = demo().loginOn("laptop", embla);
        Answer tablet = demo().loginOn("tablet", embla);

        assertThat(demo().send("DELETE", "api/sessions?keep=that", laptop.text("token"), null)
                        .status())
                .isEqualTo(400);
        assertThat(demo().send("DELETE", "api/sessions?keep=this", laptop.text("token"), null)
                        .status())
                .isEqualTo(204);

        assertThat(Stream.of(phone, tablet)).allSatisfy(each -> {
            assertThat(demo().me(each.text("token")).status()).isEqualTo(401);
            assertThat(demo().renew(each.text("refreshToken")).status()).isEqualTo(401);
        });
        assertThat(demo().devices(laptop.text("token"))).containsExactly("laptop");
        Answer renewed = demo().renew(laptop.text("refreshToken"));
        assertThat(demo().me(renewed.text("token")).status()).isEqualTo(200);

        assertThat(demo().send("DELETE", "api/sessions", renewed.text("token"), null)
                        .status())
                .isEqualTo(204);
        assertThat(demo().me(renewed.text("token")).status()).isEqualTo(401);
        assertThat(demo().renew(renewed.text("refreshToken")).status()).isEqualTo(401);
        assertThat(demo().devices(demo().token(embla, "user"))).containsExactly("unknown");
    }

    @Test
    void log_out_ends_the_refresh_token_of_its_login() {
        String saga = someone();
        Answer login = demo().loginOn("phone", saga);

        demo().send("DELETE", "api/session", login.text("token"), null);

        assertThat(demo().renew(login.text("refreshToken")).status()).isEqualTo(401);
        assertThat(demo().devices(demo().token(saga, "user"))).containsExactly("unknown");
    }

    @Test
    void refresh_token_after_a_log_out_everywhere_or_of_nobody_is_refused() {
        Answer login = demo().login("sigrun", "user");
        demo().send("DELETE", "api/session/all", login.text("token"), null);

        assertThat(demo().renew(login.text("refreshToken")).status()).isEqualTo(401);
        assertThat(demo().renew("nonsense").status()).isEqualTo(401);
        assertThat(demo().send("POST", "api/token", null, "{}").status()).isEqualTo(400);
    }
}
