package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.calls.CallsApplication;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Limits of calls that a container or MicroProfile Fault Tolerance runs later, on another thread, or again. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "limited calls of enterprise beans and with fault tolerance", store = "embedded")
class CallsIT {
    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive calls() {
        return DemoArchive.emptyWithLibraries("calls.war").addPackage(CallsApplication.class.getPackage());
    }

    private String get(String path) {
        Answer answer = new DemoClient(root).get(path, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.body();
    }

    /** A permit is taken until the call has ended on the container's thread. A denial is the result of the future. */
    @ParameterizedTest
    @CsvSource({
        "asynchronous, denied delivered delivered",
        "singleton, denied counted counted",
        "failing, failed failed failed",
        "unobserved, 3"
    })
    @Needs(Capability.ENTERPRISE_BEANS)
    void limit_ofAnEnterpriseBean_countsItsCalls(String path, String outcomes) {
        assertThat(get("enterprise/" + path)).isEqualTo(outcomes);
    }

    /** A permit is taken until the stage or the future has ended, whatever the method has returned by then. */
    @ParameterizedTest
    @CsvSource({
        "stage, denied done admitted",
        "future, denied done admitted",
        "failing-stage, failed failed failed",
    })
    @Needs(Capability.FAULT_TOLERANCE)
    void permit_ofAnAsynchronousCall_endsWithIt(String path, String outcomes) {
        assertThat(get("tolerant/" + path)).isEqualTo(outcomes);
    }

    @Test
    void exception_thatTheApplicationMaps_isLeftToIt() {
        Answer answer = new DemoClient(root).get("late", null);

        assertThat(answer.status()).as(answer.body()).isEqualTo(202);
        assertThat(answer.body()).isEqualTo("own");
    }

    /** The limit decides first: all attempts are one call, and a denied one is neither retried nor replaced. */
    @ParameterizedTest
    @CsvSource({
        "retried, ok ok denied after 6",
        "retried-stage, ok ok denied after 6",
        "counted-if-failed, ok ok ok after 9",
        "replaced, other denied after 1"
    })
    @Needs(Capability.FAULT_TOLERANCE)
    void attempts_ofOneCall_countOnce(String path, String outcomes) {
        assertThat(get("tolerant/" + path)).isEqualTo(outcomes);
    }
}
