package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.whole.FirstResource;
import io.boosterbeacon.it.application.whole.FreeApplication;
import io.boosterbeacon.it.application.whole.LimitedApplication;
import io.boosterbeacon.it.application.whole.ScannedApplication;
import io.boosterbeacon.it.application.whole.SecondResource;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.OperateOnDeployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The limit of an {@code Application} counts its requests together, whichever resource they reach. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "limits of whole applications", store = "embedded")
class WholeApplicationIT {
    @ArquillianResource
    @OperateOnDeployment("pair")
    URL pair;

    @ArquillianResource
    @OperateOnDeployment("single")
    URL single;

    /** Two JAX-RS applications in one WAR: one is limited. */
    @Deployment(name = "pair", order = 1, testable = false)
    static WebArchive pair() {
        return DemoArchive.emptyWithLibraries("pair.war")
                .addClasses(LimitedApplication.class, FreeApplication.class, FirstResource.class, SecondResource.class);
    }

    @Deployment(name = "single", order = 2, testable = false)
    static WebArchive single() {
        return DemoArchive.emptyWithLibraries("single.war")
                .addClasses(ScannedApplication.class, FirstResource.class, SecondResource.class);
    }

    private List<Answer> get(String application, String client, String... paths) {
        DemoClient sender = new DemoClient(application.equals("scanned") ? single : pair);
        return Stream.of(paths)
                .map(path -> sender.sendWith("GET", application + "/" + path, Map.of("X-Client", client)))
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "scanned"})
    void limitOfAnApplication_countsTheRequestsOfItsResourcesTogether(String application) {
        List<Answer> answers = get(application, "ada", "first", "second", "first", "second", "first");

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429, 429);
        assertThat(answers)
                .extracting(answer -> answer.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0", "0");
        assertThat(answers.get(3).json().path("violated-policies").path(0).asText())
                .isEqualTo("application");
        assertThat(get(application, "grace", "second"))
                .extracting(Answer::status)
                .containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "scanned"})
    void methodWithALimitOfItsOwn_isCountedForBoth(String application) {
        List<Answer> answers = get(application, "joan", "first/own", "first/own", "first/own", "second", "second");

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 429, 200, 429);
        assertThat(answers.get(0).header("RateLimit")).contains("\"own\";r=1", "\"application\";r=2");
        assertThat(answers.get(2).header("RateLimit")).contains("\"own\";r=0", "\"application\";r=1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"limited", "scanned"})
    void exemptMethod_andWhatReachesNoMethod_isNotCounted(String application) {
        assertThat(get(application, "mary", "first/exempt", "first/nothing", "first/exempt", "nothing", "first"))
                .extracting(Answer::status, answer -> answer.header("X-RateLimit-Remaining"))
                .extracting(Object::toString)
                .containsExactly("(200, \"\")", "(404, \"\")", "(200, \"\")", "(404, \"\")", "(200, \"2\")");
    }

    @Test
    @Needs(Capability.SERVLET_OF_APPLICATION)
    void requestsOfAnotherApplication_areNotCounted() {
        assertThat(get("free", "rosa", "first", "second", "first", "second", "first"))
                .allSatisfy(answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
                });
        assertThat(get("free", "rosa", "first/own", "first/own", "first/own"))
                .extracting(Answer::status)
                .containsExactly(200, 200, 429);
        assertThat(get("limited", "rosa", "first", "second", "first", "second"))
                .extracting(Answer::status)
                .containsExactly(200, 200, 200, 429);
    }
}
