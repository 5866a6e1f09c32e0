package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.browser.DemoPage;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.SearchWindow;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demo page in a real browser. */
@Needs(Capability.DEMO_PAGE)
@EnabledIf(
        value = "io.boosterbeacon.it.browser.Browser#isInstalled",
        disabledReason = "The page test needs chromium and chromedriver on the PATH")
@ExtendWith(ArquillianExtension.class)
@OnServer(form = "demo page in Chromium", store = "embedded")
class DemoPageIT {
    private static DemoPage page;

    @ArquillianResource
    URL url;

    @Deployment(testable = false)
    static WebArchive demoArchive() {
        return DemoArchive.asBuilt();
    }

    @BeforeAll
    static void openBrowser() {
        page = DemoPage.open();
    }

    @BeforeEach
    void loadPage() {
        page.load(new DemoClient(url).root());
    }

    @AfterAll
    static void closeBrowser() {
        page.close();
    }

    @Test
    void page_when_opened_tells_the_store() {
        page.awaitText("health-text", "embedded store");

        assertThat(page.attribute("#health", "data-status")).isEqualTo("UP");
        assertThat(page.complaints()).isEmpty();
    }

    @Test
    void old_token_after_log_out_is_shown_as_refused() {
        page.click("sign-in-user");
        page.click("me-user");
        assertThat(page.text("session-outcome")).isEqualTo("You are ada, user.");

        page.click("log-out-user");
        page.click("me-user");

        assertThat(page.text("session-outcome")).isEqualTo("401: Token has been revoked.");
        assertThat(page.attribute(".person[data-user=ada]", "data-token")).isEqualTo("refused");
        assertThat(page.newestRequest())
                .contains("GET", "api/me", "401", "WWW-Authenticate: Bearer", "Token has been revoked");
    }

    @Test
    void tokens_of_a_user_after_revoke_all_are_shown_as_refused_and_counted() {
        page.click("sign-in-user");
        page.click("sign-in-admin");
        page.click("revoke-all");
        assertThat(page.newestRequest()).contains("POST", "api/users/ada/revocations", "200", "REVOKED");

        page.click("me-user");
        assertThat(page.text("session-outcome")).startsWith("401");
        page.click("stats");
        assertThat(Integer.parseInt(page.text("stats-users"))).isPositive();
        page.click("sign-in-user");
        page.click("me-user");
        assertThat(page.text("session-outcome")).isEqualTo("You are ada, user.");
    }

    @Test
    void burst_of_searches_shows_the_denials_and_counts_down() {
        SearchWindow.awaitEnd(new DemoClient(url));

        page.click("search");
        assertThat(page.text("remaining")).isEqualTo("9 of 10 left");
        assertThat(page.attribute("#gauge", "data-remaining")).isEqualTo("9");

        page.click("burst");
        assertThat(page.texts("#burst-results li")).containsOnly("200", "429").hasSize(12);
        assertThat(page.texts("#burst-results li")).filteredOn("429"::equals).hasSize(3);
        assertThat(page.text("remaining")).isEqualTo("0 of 10 left");
        assertThat(page.text("limit-outcome")).contains("9 admitted, 3 denied with 429", "Retry after");
        assertThat(page.newestRequest()).contains("429", "Retry-After", "RateLimit-Policy", "quota-exceeded");

        page.awaitText("limit-outcome", "The window is over");
        assertThat(page.text("remaining")).isEqualTo("10 of 10 left");
    }

    @Test
    void product_read_again_is_shown_as_cached_until_its_price_changes() {
        page.choose("product", "5");
        page.click("get-product");
        assertThat(page.text("product-loads")).isEqualTo("1");
        page.click("get-product");

        assertThat(page.text("cache-outcome")).contains("From the cache");
        assertThat(Double.parseDouble(page.attribute("#timings li:last-child", "data-ms")))
                .isGreaterThanOrEqualTo(300);
        // the warehouse takes 300 ms; a busy machine may add to what the cache takes
        assertThat(Double.parseDouble(page.attribute("#timings li:first-child", "data-ms")))
                .isLessThan(300);

        page.click("change-price");
        page.click("get-product");
        assertThat(page.text("product-price")).isEqualTo("99.50");
        assertThat(page.text("product-loads")).isEqualTo("2");
        assertThat(page.text("cache-outcome")).contains("From the warehouse");
    }

    @ParameterizedTest
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void page_in_use_fits_the_window(int width, String colors) throws IOException {
        page.show(width, colors);
        for (String button :
                new String[] {"sign-in-user", "log-out-user", "me-user", "get-product", "get-product", "burst"}) {
            page.click(button);
        }
        page.photograph(Path.of(System.getProperty("it.output"), "demo-page-" + width + "-" + colors + ".png"));

        assertThat(page.scrollsSideways()).isFalse();
        assertThat(page.complaints()).isEmpty();
    }
}
