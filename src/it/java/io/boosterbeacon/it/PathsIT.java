package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.paths.ThingsResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.matrix.Feature;
import io.boosterbeacon.it.matrix.OnServer;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of paths count each request once, whatever answers it, and clients behind proxies are told apart. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "limits of paths", store = "embedded")
class PathsIT {
    private static final String PROPERTIES =
            """
            beacon.ratelimit.trusted-proxies=127.0.0.1,::1,10.0.0.0/8
            beacon.ratelimit.servlet-patterns=/plain/*,/api/early/*,/dispatch/*
            beacon.ratelimit."nothing".paths=/api/nothing/**
            beacon.ratelimit."nothing".value=3
            beacon.ratelimit."nothing".window=3600
            beacon.ratelimit."things".paths=/api/things
            beacon.ratelimit."things".value=4
            beacon.ratelimit."things".window=3600
            beacon.ratelimit."early".paths=/plain/**,/api/early/**
            beacon.ratelimit."early".value=3
            beacon.ratelimit."early".window=3600
            beacon.ratelimit."dispatched".paths=/dispatch/**
            beacon.ratelimit."dispatched".algorithm=CONCURRENCY
            beacon.ratelimit."dispatched".value=1
            """;
    private static final String ERROR_PAGE =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
              <error-page>
                <error-code>418</error-code>
                <location>/api/held</location>
              </error-page>
            </web-app>
            """;

    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive paths() {
        return DemoArchive.emptyWithLibraries("paths.war")
                .addPackage(ThingsResource.class.getPackage())
                .addAsResource(new StringAsset(PROPERTIES), "META-INF/microprofile-config.properties")
                .setWebXML(new StringAsset(ERROR_PAGE));
    }

    /** A request of a client behind a proxy. */
    private Answer from(String client, String method, String path) {
        return new DemoClient(root).sendWith(method, path, Map.of("X-Forwarded-For", "198.51.100.7, " + client));
    }

    private List<Answer> get(String client, String path, int times) {
        return Stream.generate(() -> from(client, "GET", path)).limit(times).toList();
    }

    private static void assertDenied(Answer denied, String policy) {
        assertThat(denied.status()).isEqualTo(429);
        assertThat(denied.header("Content-Type")).startsWith("application/problem+json");
        assertThat(denied.text("error")).isEqualTo("Rate limit exceeded");
        assertThat(denied.json().path("violated-policies").path(0).asText()).isEqualTo(policy);
        assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(3_500, 3_600);
        assertThat(denied.header("RateLimit")).startsWith("\"" + policy + "\";r=0");
    }

    @Test
    @Feature("proxies")
    void path_thatNothingAnswers_isLimitedPerClient() {
        List<Answer> answers = get("203.0.113.1", "api/nothing/here", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(404, 404, 404, 429);
        assertThat(answers)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
        assertDenied(answers.get(3), "nothing");
        assertThat(from("203.0.113.2", "GET", "api/nothing/there").status()).isEqualTo(404);
    }

    @Test
    void path_inOtherSpellings_isTheSamePath() {
        assertThat(Stream.of("api/nothing/a", "api/nothing/b/", "api//nothing/c;x=1", "api/no%74hing/d")
                        .map(path -> from("203.0.113.3", "GET", path).status()))
                .containsExactly(404, 404, 404, 429);
    }

    @Test
    @Feature("proxies")
    void requests_ofOnePath_countTogetherWhetherAMethodMatchesOrNot() {
        DemoClient client = new DemoClient(root);
        Map<String, String> forwarded = Map.of("Forwarded", "for=\"[2001:db8:1:2::9]:4711\"");
        Map<String, String> neighbour = Map.of("Forwarded", "for=\"[2001:db8:1:2::8]\"", "Content-Type", "text/plain");

        assertThat(client.sendWith("GET", "api/things", forwarded).status()).isEqualTo(200);
        assertThat(client.sendWith("DELETE", "api/things", forwarded).status()).isEqualTo(405);
        assertThat(client.sendWith("POST", "api/things", neighbour).status()).isEqualTo(415);
        assertThat(client.sendWith("GET", "api/things", forwarded).header("X-RateLimit-Remaining"))
                .isEqualTo("0");
        assertDenied(client.sendWith("GET", "api/things", neighbour), "things");
        assertDenied(client.sendWith("DELETE", "api/things", neighbour), "things");
    }

    @Test
    void servlet_ofALimitedPattern_isLimited() {
        List<Answer> answers = get("203.0.113.4", "plain/page", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers.get(0).body()).isEqualTo("plain");
        assertThat(answers)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
        assertDenied(answers.get(3), "early");
    }

    @Test
    void resource_ofALimitedPattern_isCountedOnceByEachPolicy() {
        List<Answer> answers = get("203.0.113.5", "api/early/limited", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
        assertThat(answers.get(1).header("RateLimit")).contains("\"early\";r=1", "\"own\";r=98");
        assertDenied(answers.get(3), "early");
        assertThat(get("203.0.113.6", "api/early/free", 4))
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
        assertThat(get("203.0.113.7", "api/early/nothing", 4))
                .extracting(Answer::status)
                .containsExactly(404, 404, 404, 429);
    }

    @ParameterizedTest
    @CsvSource({
        // 0: each server has its own status
        "plain, 200",
        "forward, 200",
        "include, 200",
        "to-a-resource, 200",
        "error-page, 0",
        "exception, 500"
    })
    void permitOfAServletsRequest_howeverItEnds_isBackForTheNext(String end, int status) {
        for (int i = 0; i < 8; i++) {
            assertEnded(from("203.0.113.10", "GET", "dispatch/" + end), status);
        }
    }

    /** Containers tell that an asynchronous request is complete when they have sent its response: a client may be faster. */
    @ParameterizedTest
    @CsvSource({
        "complete, 200, 8",
        "dispatch, 200, 8",
        // containers look for requests whose time is over once a second
        "timeout, 0, 3"
    })
    void permitOfAnAsynchronousRequestOfAServlet_howeverItEnds_isBackSoon(String end, int status, int times) {
        for (int i = 0; i < times; i++) {
            Answer answer = Polling.await(end)
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> from("203.0.113.10", "GET", "dispatch/" + end), each -> each.status() != 429);
            assertEnded(answer, status);
        }
    }

    private static void assertEnded(Answer answer, int status) {
        assertThat(answer.status()).isNotEqualTo(429);
        assertThat(answer.status()).isEqualTo(status == 0 ? answer.status() : status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"complete", "dispatch"})
    void asynchronousRequestOfAServlet_inFlight_deniesAnother(String end) {
        DemoClient client = new DemoClient(root);

        assertThat(DemoClient.atOnce(3, "dispatch/" + end + "?ms=700", client))
                .extracting(Answer::status)
                .containsExactlyInAnyOrder(200, 429, 429);
    }

    @Test
    @Feature("proxies")
    void clients_behindAProxy_areToldApart() {
        assertThat(get("203.0.113.8", "api/proxied", 2))
                .extracting(Answer::status)
                .containsExactly(200, 429);
        assertThat(from("203.0.113.9", "GET", "api/proxied").status()).isEqualTo(200);
        assertThat(from("203.0.113.8, 10.1.2.3", "GET", "api/proxied").status()).isEqualTo(429);
    }
}
