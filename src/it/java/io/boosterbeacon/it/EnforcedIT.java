package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.enforced.Shared;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotations in places that are easily overlooked are in force, and each request counts once. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "annotations where they are easily overlooked", store = "embedded")
class EnforcedIT {
    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive enforced() {
        return DemoArchive.emptyWithLibraries("enforced.war").addPackage(Shared.class.getPackage());
    }

    private DemoClient client() {
        return new DemoClient(root);
    }

    private List<Integer> statuses(String method, String... paths) {
        return Stream.generate(() -> Stream.of(paths))
                .flatMap(each -> each)
                .map(path -> client().sendWith(method, path, Map.of()).status())
                .limit(4)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "first/single",
                "first/ways/suspended",
                "first/ways/stage",
                "first/ways/events",
                "first/ways/in-process",
                "first/locators/limited",
                "first/locators/by-class",
                "first/locators/by-object",
            })
    void limit_whereItIsEasilyOverlooked_countsEachRequestOnce(String path) {
        assertThat(statuses("GET", path)).containsExactly(200, 200, 200, 429);
    }

    @Test
    void limit_ofAResourceOfTwoApplications_isOne() {
        assertThat(statuses("GET", "first/shared", "second/shared")).containsExactly(200, 200, 200, 429);
    }

    @Test
    void limit_ofAGetMethod_countsHeadRequestsToo() {
        assertThat(statuses("HEAD", "first/ways/head")).containsExactly(200, 200, 200, 429);
    }

    @ParameterizedTest
    @ValueSource(strings = {"local", "limited-local", "singleton", "asynchronous"})
    @Needs(Capability.ENTERPRISE_BEANS)
    void limit_ofAnEnterpriseBean_countsCallsOfEachOfItsViews(String view) {
        assertThat(statuses("GET", "first/views/" + view)).containsExactly(200, 200, 200, 429);
    }

    @Test
    void limit_ofARestClient_countsEachCallOnce() {
        assertThat(statuses("GET", "first/clients/method")).containsExactly(200, 200, 200, 429);
    }

    @Test
    void cached_onARestClient_isInForce() {
        String first = client().get("first/clients/cached/a", null).body();

        assertThat(client().get("first/clients/cached/a", null).body()).isEqualTo(first);
        assertThat(client().get("first/clients/cached/b", null).body()).isNotEqualTo(first);
    }
}
