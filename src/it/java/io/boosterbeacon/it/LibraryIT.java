package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boosterbeacon.it.library.ListingApplication;
import java.net.URL;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.TargetsContainer;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the demo does not use, in an application that lists its classes. */
@ExtendWith(ArquillianExtension.class)
class LibraryIT {
    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    @TargetsContainer("embedded")
    static WebArchive libraryArchive() {
        return DemoArchive.emptyWithLibraries("library.war").addPackage(ListingApplication.class.getPackage());
    }

    private DemoClient client() {
        return new DemoClient(url);
    }

    private List<Answer> get(String path, int times) {
        return Stream.generate(() -> client().get(path, null)).limit(times).toList();
    }

    @Test
    void limitOfAClass_eachOfItsMethods_isCountedOnceARequest() {
        List<Answer> answers = get("limited/by-class", 4);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 200, 429);
        assertThat(answers)
                .extracting(each -> each.header("X-RateLimit-Remaining"))
                .containsExactly("2", "1", "0", "0");
    }

    @Test
    void exemptMethod_ofALimitedClass_isNotCounted() {
        assertThat(get("limited/exempt", 5)).allSatisfy(answer -> {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-RateLimit-Limit")).isEmpty();
        });
    }

    @Test
    void limitsOfAMethod_replaceThoseOfItsClass() {
        List<Answer> answers = get("limited/by-method", 3);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 200, 429);
        assertThat(answers.get(0).header("RateLimit-Policy"))
                .isEqualTo("\"burst\";q=2;w=3600, \"daily\";q=100;w=86400");
        assertThat(answers.get(2).json().path("violated-policies"))
                .hasSize(1)
                .allSatisfy(policy -> assertThat(policy.asText()).isEqualTo("burst"));
    }

    @Test
    void limitOfABean_reachingJaxRs_isAnsweredLikeThatOfAResource() {
        List<Answer> answers = get("limited/by-bean", 2);

        assertThat(answers).extracting(Answer::status).containsExactly(200, 429);
        Answer denied = answers.get(1);
        assertThat(denied.header("Content-Type")).startsWith("application/problem+json");
        assertThat(Integer.parseInt(denied.header("Retry-After"))).isBetween(3_500, 3_600);
        assertThat(denied.header("RateLimit-Policy")).isEqualTo("\"mail\";q=1;w=3600");
        assertThat(denied.text("error")).isEqualTo("Rate limit exceeded");
    }

    @Test
    void invalidation_inATransaction_happensWithItsCommit() {
        assertThat(stock("GET", "apples")).containsExactly(0);
        assertThat(stock("POST", "apples/committed")).containsExactly(0, 1);
    }

    @Test
    void rollback_ofATransactionThatHasLoadedWhatItChanged_leavesNothingOfItInTheCache() {
        assertThat(stock("POST", "pears/rolled-back")).containsExactly(1, 0);
    }

    @Test
    void invalidation_byATransactionOfTheMethodItself_isSeenWhenItReturns() {
        assertThat(stock("GET", "plums")).containsExactly(0);
        assertThat(stock("POST", "plums/alone")).containsExactly(1);
    }

    private List<Integer> stock(String method, String path) {
        Answer answer = client().send(method, "stock/" + path, null, null);
        assertThat(answer.status()).isEqualTo(200);
        return StreamSupport.stream(answer.json().spliterator(), false)
                .map(JsonNode::asInt)
                .toList();
    }
}
