package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.it.archive.Form;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.UnsignedToken;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Features that the demo does not use, in each form of application. Each filter applies exactly once. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "library tests", store = "embedded")
class LibraryIT extends LibraryHttpCaches {
    @ArquillianResource
    @OperateOnDeployment("none")
    URL none;

    @ArquillianResource
    @OperateOnDeployment("empty")
    URL empty;

    @ArquillianResource
    @OperateOnDeployment("listing")
    URL listing;

    @Deployment(name = "none", order = 1, testable = false)
    static WebArchive noApplication() {
        return Form.NO_APPLICATION.archive();
    }

    @Deployment(name = "empty", order = 2, testable = false)
    static WebArchive emptyApplication() {
        return Form.EMPTY_APPLICATION.archive();
    }

    @Deployment(name = "listing", order = 3, testable = false)
    static WebArchive listingApplication() {
        return Form.LISTED_CLASSES.archive();
    }

    @Override
    DemoClient client(Form form) {
        return new DemoClient(
                switch (form) {
                    case NO_APPLICATION -> none;
                    case EMPTY_APPLICATION -> empty;
                    case LISTED_CLASSES -> listing;
                });
    }

    private List<Answer> get(Form form, String path, int times) {
        return Stream.generate(() -> client(form).get(path, null)).limit(times).toList();
    }

    @ParameterizedTest
    @EnumSource
    void limitOfAClass_eachOfItsMethods_isCountedOnceARequest(Form form) {
        List<Answer> answers = get(form, "limited/by-class", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers)
                .extracting(each -> each.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
    }

    @ParameterizedTest
    @EnumSource
    void exemptMethod_ofALimitedClass_isNotCounted(Form form) {
        assertThat(get(form, "limited/exempt", 5)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
        });
    }

    @ParameterizedTest
    @EnumSource
    void limitsOfAMethod_replaceThoseOfItsClass(Form form) {
        List<Answer> answers = get(form, "limited/by-method", 3);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 429);
        assertThat(answers.get(0).header("RateLimit-Policy"))
                .isEqualTo("\"burst\";q=2;w=3600, \"daily\";q=100;w=86400");
        assertThat(answers.get(2).json().path("violated-policies"))
                .hasSize(1)
                .allSatisfy(policy -> assertThat(policy.asText()).isEqualTo("burst"));
    }

    @ParameterizedTest
    @EnumSource
    void fieldsOfALimit_allowedOrDenied_canBeReadByPagesOfOtherOrigins(Form form) {
        List<Answer> answers = Stream.generate(() -> client(form)
                        .sendWith("GET", "limited/from-elsewhere", Map.of("Origin", "https://elsewhere.example")))
                .limit(4)
                .toList();

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers).allSatisfy(answer -> assertThat(
                        answer.header("Access-Control-Expose-Headers").split("\\s*,\\s*"))
                .contains("ETag", "X-RateLimit-Remaining", "X-RateLimit-Reset", "RateLimit-Policy"));
        assertThat(answers.get(3).header("Access-Control-Expose-Headers")).contains("Retry-After");
    }

    @ParameterizedTest
    @EnumSource
    void limitOfABean_reachingJaxRs_isAnsweredLikeThatOfAResource(Form form) {
        List<Answer> answers = get(form, "limited/by-bean", 2);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 429);
        Answer denied = answers.get(1);
        assertThat(denied.header("Content-Type")).startsWith("application/problem+json");
        assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(3_500, 3_600);
        assertThat(denied.header("RateLimit-Policy")).isEqualTo("\"mail\";q=1;w=3600");
        assertThat(denied.text("error")).isEqualTo("Rate limit exceeded");
    }

    @ParameterizedTest
    @EnumSource
    void limitOfAResource_thatIsNoBean_isCountedOnceARequest(Form form) {
        assertThat(get(form, "unscoped", 4))
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
    }

    @ParameterizedTest
    @EnumSource
    void tokenAfterLogOut_isRefusedOnce(Form form) {
        Map<String, String> token = UnsignedToken.header();
        assertThat(client(form).sendWith("GET", "who", token).body()).isEqualTo("ada");

        assertThat(client(form).sendWith("DELETE", "who", token).status()).isEqualTo(204);
        int before = Integer.parseInt(client(form).get("who/rejections", null).body());

        Answer refused = client(form).sendWith("GET", "who", token);
        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
        assertThat(refused.header("Content-Type")).startsWith("application/problem+json");
        assertThat(client(form).get("who/rejections", null).body()).isEqualTo(String.valueOf(before + 1));
    }

    /** The path may name a user. */
    @ParameterizedTest
    @EnumSource
    void tokenAfterLogOut_isReportedWithTheTemplateOfThePath(Form form) {
        Map<String, String> token = UnsignedToken.header("template");
        assertThat(client(form).sendWith("DELETE", "who", token).status()).isEqualTo(204);

        assertThat(client(form).sendWith("GET", "who/named/ada-lovelace", token).status())
                .isEqualTo(401);

        assertThat(client(form).get("who/rejections/last", null).body()).isEqualTo("GET /who/named/{name}");
    }

    @ParameterizedTest
    @EnumSource
    void preflights_ofALimitedClass_areNotCounted(Form form) {
        Map<String, String> preflight =
                Map.of("Origin", "https://elsewhere.example", "Access-Control-Request-Method", "GET");

        assertThat(Stream.generate(() -> client(form).sendWith("OPTIONS", "limited/by-class", preflight))
                        .limit(5))
                .extracting(Answer::status)
                .containsOnly(200);
        assertThat(Stream.generate(() -> client(form).sendWith("OPTIONS", "limited/by-class", Map.of()))
                        .limit(4))
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 429);
    }

    @ParameterizedTest
    @EnumSource
    void limitsOfAResource_whereverTheyStand_countEachRequestOnce(Form form) {
        assertThat(List.of(
                        "inherited/by-generic-interface",
                        "inherited/by-itself-too",
                        "inherited/by-interface",
                        "rationed"))
                .allSatisfy(path -> assertThat(get(form, path, 4))
                        .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                        .containsExactly("2", "1", "0", "0"));
    }

    @ParameterizedTest
    @EnumSource
    void limitsOfBeans_whereverTheyStand_countEachCallOnce(Form form) {
        assertThat(List.of("inherited/by-bean", "inherited/by-produced-object"))
                .allSatisfy(path -> assertThat(get(form, path, 4))
                        .extracting(Answer::status)
                        .containsExactly(200, 200, 200, 429));
    }

    @ParameterizedTest
    @EnumSource
    @Needs(Capability.ENTERPRISE_BEANS)
    void limitOfAnEnterpriseBean_reachingJaxRs_isAnsweredLikeThatOfAResource(Form form) {
        List<Answer> answers = get(form, "ledger", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers.get(3).header("RateLimit-Policy")).isEqualTo("\"ledger\";q=3;w=3600");
    }

    @ParameterizedTest
    @EnumSource
    void cached_onAnInterface_isInForce(Form form) {
        List<Answer> answers = get(form, "inherited/cached", 2);

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers.get(1).body()).isEqualTo(answers.get(0).body());
    }

    @ParameterizedTest
    @EnumSource
    void subResource_thatIsABean_isCountedOnceARequest(Form form) {
        assertThat(get(form, "inherited/part", 4)).extracting(Answer::status).containsExactly(200, 200, 200, 429);
    }

    @ParameterizedTest
    @EnumSource
    void subResources_thatAreNoBeans_areCountedOnceARequest(Form form) {
        assertThat(List.of("inherited/plain-part", "inherited/untold-part"))
                .allSatisfy(path -> assertThat(get(form, path, 4))
                        .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                        .containsExactly("2", "1", "0", "0"));
    }

    @ParameterizedTest
    @EnumSource
    @Needs(Capability.MP_HEALTH)
    void cached_onAResourceThatIsNoBean_isInForceOrTheServerNotReady(Form form) {
        List<Answer> answers = get(form, "unscoped/cached", 2);

        if (!answers.get(0).body().equals(answers.get(1).body())) {
            Answer readiness = client(form).readiness("");
            assertThat(readiness.status()).isEqualTo(503);
            assertThat(readiness.body()).contains("@Cached of", "UnscopedResource.cached() is NOT in force");
        }
    }

    @ParameterizedTest
    @EnumSource
    void cachedResource_withAContextParameter_isCalledOnceForEachId(Form form) {
        String first = client(form).get("cached/call/a", null).body();

        assertThat(first).endsWith(" a");
        assertThat(client(form).get("cached/call/a?page=2", null).body()).isEqualTo(first);
        assertThat(client(form).get("cached/call/b", null).body()).endsWith(" b");
    }

    @ParameterizedTest
    @EnumSource
    void heirsOfACachedMethod_haveEntriesOfTheirOwn(Form form) {
        assertThat(client(form).get("cached/heirs", null).body()).isEqualTo("first second first second");
    }

    @ParameterizedTest
    @EnumSource
    void staleValue_ofABeanOfTheApplication_isServedAndReplacedInTheBackground(Form form) {
        List<String> beans = List.of("application", "later", "transaction");
        Map<String, String> first = beans.stream().collect(Collectors.toMap(bean -> bean, bean -> news(form, bean)));
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);

        assertThat(beans).allSatisfy(bean -> {
            assertThat(news(form, bean)).isEqualTo(first.get(bean));
            await().untilAsserted(() -> assertThat(news(form, bean)).isNotEqualTo(first.get(bean)));
        });
    }

    /** The caller of the first load is a thread of the server, within the application. */
    @ParameterizedTest
    @EnumSource
    void loadInTheBackground_runsOnTheServersExecutor_withItsContext(Form form) {
        List<String> ofCaller = thread(news(form, "thread"));
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);

        await().untilAsserted(
                        () -> assertThat(thread(news(form, "thread")).get(0)).isNotEqualTo(ofCaller.get(0)));
        List<String> inBackground = thread(news(form, "thread"));

        if (Capability.MANAGED_EXECUTOR.isPresent()) {
            assertThat(ofCaller.get(2)).startsWith("module ").endsWith(" found");
            assertThat(inBackground.get(1)).doesNotStartWith("beacon-redis");
            assertThat(inBackground.subList(2, 4)).isEqualTo(List.of(ofCaller.get(2), "of the application"));
        } else {
            assertThat(inBackground.get(1)).startsWith("beacon-redis-loads");
        }
    }

    /** The value, the name of the thread that has loaded it, a name of the component, and its class loader. */
    private static List<String> thread(String news) {
        return List.of(news.split("\\|", -1));
    }

    /** It may know its caller, who waits. */
    @ParameterizedTest
    @EnumSource
    void staleValue_ofABeanOfARequest_isReplacedByACaller(Form form) {
        assertReplacedByACaller(form, "request");
    }

    @ParameterizedTest
    @EnumSource
    @Needs(Capability.ENTERPRISE_BEANS)
    void staleValue_ofAnEnterpriseBean_isReplacedByACaller(Form form) {
        assertReplacedByACaller(form, "enterprise");
    }

    private void assertReplacedByACaller(Form form, String bean) {
        String first = news(form, bean);
        await().pollDelay(Duration.ofMillis(1_100)).until(() -> true);

        assertThat(news(form, bean)).isNotEqualTo(first);
    }

    @ParameterizedTest
    @EnumSource
    void cacheThatIsCalledByItsName_isInjectedAndFilledAtTheStart(Form form) {
        String first = stock(form, "1/load");

        assertThat(first).startsWith("1 ");
        assertThat(stock(form, "1/load")).isEqualTo(first);
        assertThat(stock(form, "1/find")).isEqualTo(first);
        assertThat(stock(form, "1/find-in-session")).isEqualTo(first);
        assertThat(stock(form, "2/find")).isEmpty();
        await().untilAsserted(() -> assertThat(stock(form, "warm/find")).isEqualTo("filled"));

        String counted = stock(form, "3/count");
        assertThat(stock(form, "3/count")).isEqualTo(counted);
        assertThat(stock(form, "3/recount")).isNotEqualTo(counted);
        assertThat(stock(form, "counted/loads")).isEqualTo("2");
    }

    private String stock(Form form, String path) {
        Answer answer = client(form).get("stock/" + path, null);
        assertThat(answer.status()).as(answer.body()).isIn(200, 204);
        return answer.body();
    }

    private String news(Form form, String bean) {
        Answer answer = client(form).get("news/1/" + bean, null);
        assertThat(answer.status()).as(bean + ": " + answer.body()).isEqualTo(200);
        return answer.body();
    }

    @ParameterizedTest
    @EnumSource
    void application_thatNamesNothing_hasTheNameOfItsContext(Form form) {
        assertThat(client(form).get("cached/application", null).body())
                .isEqualTo(form.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
