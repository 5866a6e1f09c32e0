package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.application.checks.CheckedApplication;
import io.boosterbeacon.it.application.library.StubLogin;
import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.UnsignedToken;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.net.URL;
import java.util.Map;
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

/** {@code @RevocationCheck} is in force wherever it stands. */
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "checks of revocation", store = "embedded")
class ChecksIT {
    @ArquillianResource
    URL root;

    @Deployment(testable = false)
    static WebArchive checks() {
        return DemoArchive.emptyWithLibraries("checks.war")
                .addPackage(CheckedApplication.class.getPackage())
                .addClass(StubLogin.class)
                .addClass("io.boosterbeacon.it.application.library.StubToken")
                // without @LoginConfig, WildFly offers MicroProfile JWT to applications that ask for the module
                .setManifest(new StringAsset(
                        "Manifest-Version: 1.0\nDependencies: org.eclipse.microprofile.jwt.auth.api\n"));
    }

    private Map<String, String> revoked() {
        Map<String, String> token = UnsignedToken.header("ada-" + System.nanoTime());
        Answer revoked = new DemoClient(root).sendWith("DELETE", "checked/by-method", token);
        assertThat(revoked.status()).isEqualTo(204);
        return token;
    }

    @ParameterizedTest
    @CsvSource({
        "checked/by-class/off, 200",
        "checked/by-class/strict, 401",
        "checked/by-method/off, 200",
        "checked/by-method/strict, 401",
        "checked/by-method/unannotated, 401",
        "checked/inheriting/by-superclass, 200",
        "checked/inheriting/by-interface, 200",
        "checked/inheriting/by-overridden-method, 401",
        "checked/parts/told/off, 200",
        "checked/parts/told/strict, 401",
        "checked/parts/untold/off, 200",
        "checked/parts/untold/strict, 401",
        "unchecked/by-class/off, 200",
        "unchecked/by-class/strict, 401",
        "unchecked/by-method/strict, 401",
        "unchecked/inheriting/by-overridden-method, 401",
        "unchecked/parts/told/strict, 401",
        "unchecked/parts/untold/strict, 401",
    })
    void revokedToken_isRefusedAsTheNearestAnnotationSays(String path, int status) {
        DemoClient client = new DemoClient(root);

        assertThat(client.sendWith("GET", path, UnsignedToken.header()).status())
                .as("a good token")
                .isEqualTo(200);
        Answer answer = client.sendWith("GET", path, revoked());
        assertThat(answer.status()).isEqualTo(status);
        if (status == 401) {
            assertThat(answer.header("WWW-Authenticate")).startsWith("Bearer error=\"invalid_token\"");
            assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        }
        assertThat(client.sendWith("GET", path, Map.of()).status())
                .as("no token")
                .isEqualTo(200);
    }

    /** Neither the policy of the first method nor that of its application applies to the second one. */
    @Needs(Capability.FORWARDS_OF_RESOURCES)
    @ParameterizedTest
    @ValueSource(strings = {"checked", "unchecked"})
    void revokedToken_ofARequestThatAnUncheckedMethodForwards_isRefused(String application) {
        DemoClient client = new DemoClient(root);
        String path = application + "/by-method/forwarding";

        assertThat(client.sendWith("GET", path, UnsignedToken.header()).body()).isEqualTo("ok");
        assertThat(client.sendWith("GET", path, revoked()).status()).isEqualTo(401);
    }

    /** A server that does not tell the application checks all the same. */
    @Test
    void annotationOfAnApplication_isInForceForItsMethodsWithoutOneOfTheirOwn() {
        assertThat(new DemoClient(root)
                        .sendWith("GET", "unchecked/by-method/unannotated", revoked())
                        .status())
                .isEqualTo(Capability.SERVLET_OF_APPLICATION.isPresent() ? 200 : 401);
    }
}
