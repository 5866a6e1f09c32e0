package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Redis does not answer from the start: each feature follows its policy, and no request fails with 500. */
@Needs(Capability.MP_JWT)
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "demo (empty application)", store = "redis, not there")
class NoRedisIT {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    @TargetsContainer("redis-none")
    static WebArchive demoArchive() {
        return DemoArchive.asBuilt();
    }

    private DemoClient demo() {
        return new DemoClient(url);
    }

    @Test
    @Needs(Capability.MP_HEALTH)
    void readiness_without_redis_is_down() {
        Answer health = demo().readiness();

        assertThat(health.status()).isEqualTo(503);
        assertThat(health.text("status")).isEqualTo("DOWN");
        assertThat(health.json().findValuesAsText("store")).containsExactly("redis");
    }

    @Test
    void searches_without_redis_are_limited_by_this_instance_alone() {
        List<Answer> answers = Stream.generate(demo()::search).limit(11).toList();

        assertThat(answers.subList(0, 10)).extracting(Answer::status).containsOnly(200);
        assertThat(answers.get(10).status()).isEqualTo(429);
        assertThat(answers.get(10).header("Retry-After")).isNotEmpty();
    }

    @Test
    void product_without_redis_is_the_one_that_this_instance_has_seen_last() {
        Answer first = demo().product("1");
        Answer second = demo().product("1");

        assertThat(DemoCaches.loads(first)).isEqualTo(1);
        assertThat(DemoCaches.loads(second)).isEqualTo(1);
        // Redis alone knows how old a value is
        assertThat(second.header("Cache-Control")).endsWith("max-age=0");
    }

    @Test
    void protected_resource_without_redis_is_unavailable() {
        Answer me = demo().me(demo().token("ingrid", "user"));

        assertThat(me.status()).isEqualTo(503);
        assertThat(me.header("Retry-After")).isNotEmpty();
        assertThat(me.header("Content-Type")).startsWith("application/problem+json");
    }

    @Test
    void login_without_redis_has_no_refresh_token() {
        assertThat(demo().login("ingrid", "user").json().has("refreshToken")).isFalse();
    }

    @Test
    void log_out_without_redis_is_unavailable() {
        String token = demo().token("ingrid", "user");

        assertThat(demo().send("DELETE", "api/session", token, null).status()).isEqualTo(503);
    }
}
