package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.it.archive.DemoArchive;
import io.boosterbeacon.it.browser.DemoPage;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import io.boosterbeacon.it.client.SearchWindow;
import io.boosterbeacon.it.matrix.OnServer;
import io.boosterbeacon.it.server.Capability;
import io.boosterbeacon.it.server.Needs;
import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
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
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
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
    void audit_shows_an_admin_what_was_revoked_for_a_user() {
        page.click("sign-in-user");
        page.click("revoke-all");
        page.choose("audit-user", "mia");
        page.click("audit");
        assertThat(page.text("audit-entries")).doesNotContain("password_change");

        page.choose("audit-user", "ada");
        page.click("audit");

        assertThat(page.text("audit-entries")).contains("revoked user by", "password_change");
        assertThat(page.newestRequest()).contains("GET", "api/audit?user=ada", "200");
        assertThat(page.text("audit-outcome")).contains("hashes");
    }

    @Test
    void devices_are_shown_as_logged_out_one_by_one_and_together() {
        page.click("sign-in-phone");
        page.click("sign-in-tablet");
        page.click("sign-in-laptop");
        assertThat(page.texts(".device[data-state=in] strong")).containsExactly("phone", "laptop", "tablet");
        assertThat(page.texts(".device[data-device=laptop] .state"))
                .first()
                .asString()
                .endsWith("this one");

        page.click("log-out-phone");
        assertThat(page.text("devices-outcome")).startsWith("The phone is logged out");
        assertThat(page.texts(".device[data-state=in] strong")).containsExactly("laptop", "tablet");
        page.click("log-out-others");
        assertThat(page.texts(".device[data-state=in] strong")).containsExactly("laptop");
        page.click("log-out-everywhere");
        assertThat(page.texts(".device[data-state=in] strong")).isEmpty();
        assertThat(page.newestRequest()).contains("GET", "api/sessions", "401", "Token has been revoked");
    }

    @Test
    void refresh_token_that_is_used_again_is_shown_to_end_its_login() {
        page.click("sign-in-phone");
        page.click("renew");
        assertThat(page.newestRequest()).contains("POST", "api/token", "200", "…");
        page.click("use-spent");
        assertThat(page.text("refresh-outcome")).contains("double click");
        page.click("renew");
        page.click("use-spent");

        assertThat(page.text("refresh-outcome")).startsWith("401: it was stolen");
        assertThat(page.texts(".device[data-state=in] strong")).isEmpty();
        page.click("renew");
        assertThat(page.text("refresh-outcome")).startsWith("401: The refresh token is refused");
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
        page.click("change-price");
        page.click("get-product");
        long loads = Long.parseLong(page.text("product-loads"));
        page.click("get-product");

        assertThat(page.text("cache-outcome")).contains("From the cache", "304");
        assertThat(page.newestRequest()).contains("304", "ETag", "Cache-Control");
        assertThat(Double.parseDouble(page.attribute("#timings li:last-child", "data-ms")))
                .isGreaterThanOrEqualTo(300);
        // the warehouse takes 300 ms; a busy machine may add to what the cache takes
        assertThat(Double.parseDouble(page.attribute("#timings li:first-child", "data-ms")))
                .isLessThan(300);

        page.click("change-price");
        page.click("get-product");
        assertThat(page.text("product-price")).isEqualTo("99.50");
        assertThat(page.text("product-loads")).isEqualTo(String.valueOf(loads + 1));
        assertThat(page.text("product-state")).isEqualTo("fresh");
        assertThat(page.text("cache-outcome")).contains("From the warehouse");
    }

    @Test
    void boxes_after_the_invalidation_of_their_tag_are_shown_as_loaded_again() {
        page.click("list-tagged");
        page.click("forget-boxes");
        assertThat(page.newestRequest()).contains("DELETE", "api/products?tag=box", "204");
        page.click("list-tagged");

        assertThat(page.texts("#tagged li[data-again=true] span:first-child"))
                .containsExactly("Aurora booster box", "Tidal booster box");
        assertThat(page.texts("#tagged li[data-kind=pack][data-again=false]")).hasSize(2);
        assertThat(page.text("tags-outcome")).isEqualTo("2 loaded again, 2 from the cache.");
        page.click("list-tagged");
        assertThat(page.text("tags-outcome")).isEqualTo("0 loaded again, 4 from the cache.");
    }

    @Test
    void products_while_the_warehouse_is_down_are_shown_as_stale_or_not_to_be_had() {
        page.choose("product", "5");
        page.click("get-product");
        assertThat(page.text("product-state")).isEqualTo("fresh");
        page.choose("product", "8");
        page.click("change-price");

        page.click("turn-warehouse");
        try {
            assertThat(page.text("warehouse-state")).isEqualTo("down");
            page.click("get-product");
            assertThat(page.text("cache-outcome")).startsWith("503: The warehouse is down");
            page.choose("product", "5");
            page.click("get-product");
            assertThat(page.text("product-state")).isEqualTo("stale");
            assertThat(page.text("cache-outcome")).startsWith("Stale");
            assertThat(page.newestRequest()).contains("200", "\"stale\": true", "max-age=0");
            page.click("ask-all");
            assertThat(page.texts("#answers li")).hasSize(8).contains("5 stale", "8 503");
            page.load(new DemoClient(url).root());
            page.awaitText("warehouse-state", "down");
        } finally {
            page.click("turn-warehouse");
        }

        assertThat(page.text("warehouse-state")).isEqualTo("running");
        // what was past its lifetime is loaded a second after its last attempt
        Polling.await("fresh products").untilAsserted(() -> {
            page.click("ask-all");
            assertThat(page.text("warehouse-outcome")).isEqualTo("8 fresh, 0 stale, 0 not to be had.");
        });
        assertThat(page.texts("#answers li")).contains("5 fresh", "8 fresh");
    }

    @Test
    void product_that_the_client_has_is_shown_as_fresh_again_when_the_warehouse_is_back() {
        page.click("get-product");
        page.click("turn-warehouse");
        try {
            page.click("get-product");
            assertThat(page.text("product-state")).isEqualTo("stale");
        } finally {
            page.click("turn-warehouse");
        }

        page.click("get-product");
        assertThat(page.newestRequest()).contains("304");
        assertThat(page.text("product-state")).isEqualTo("fresh");
    }

    @Test
    void hits_are_shown_by_where_they_come_from() {
        page.click("get-product");
        page.click("read-often");

        assertThat(page.text("statistics-outcome"))
                .isEqualTo("10 reads: 0 near, 10 from the store, 0 from the warehouse.");
        assertThat(Long.parseLong(
                        page.texts("#statistics dd[data-count=remoteHits]").get(0)))
                .isGreaterThanOrEqualTo(10);
    }

    @Test
    void tickets_beyond_the_bucket_are_shown_as_denied_until_it_is_filled_again() {
        page.click("take-tickets");

        assertThat(page.texts("#tickets-card .burst li"))
                .filteredOn("200"::equals)
                .hasSizeBetween(5, 6);
        assertThat(page.texts("#tickets-card .burst li")).hasSize(7).last().isEqualTo("429");
        assertThat(page.text("tickets-outcome")).startsWith("429. Retry after");

        page.awaitText("tickets-outcome", "The next request passes");
        page.click("take-ticket");
        assertThat(page.text("tickets-outcome")).startsWith("Your number is");
        assertThat(page.newestRequest()).contains("api/tickets", "200", "RateLimit-Policy: \"tickets\";q=5;w=10");
    }

    @Test
    void orders_and_their_list_are_shown_to_spend_one_limit() {
        page.click("place-order");
        assertThat(page.text("orders-outcome")).contains("Aurora booster box");
        assertThat(page.attribute("#orders-card .gauge", "data-remaining")).isEqualTo("5");
        for (int i = 0; i < 6; i++) {
            page.click("list-orders");
        }

        assertThat(page.texts("#orders-card .burst li"))
                .containsExactly("201", "200", "200", "200", "200", "200", "429");
        assertThat(page.attribute("#orders-card .gauge", "data-remaining")).isEqualTo("0");
    }

    @Test
    void reports_of_a_premium_user_are_shown_to_have_a_higher_limit() {
        page.click("reports-basic");
        assertThat(page.texts("#report-card .burst li")).containsExactly("200", "200", "200", "429", "429");
        assertThat(page.texts("#report-card .pips li")).hasSize(3);

        page.click("reports-premium");
        assertThat(page.texts("#report-card .burst li")).containsOnly("200").hasSize(5);
        assertThat(page.texts("#report-card .pips li")).hasSize(9);
        assertThat(page.text("report-outcome")).contains("the plan premium");
    }

    @Test
    void slow_calls_beyond_two_are_shown_as_denied_at_once() {
        page.click("slow-calls");

        assertThat(page.texts("#slow-card .burst li")).containsExactly("429", "429", "429", "200", "200");
        assertThat(page.texts("#calls li")).hasSize(5);
        assertThat(page.text("slow-outcome")).startsWith("2 ran, 3 were denied");

        page.click("slow-calls");
        assertThat(page.text("slow-outcome")).startsWith("2 ran, 3 were denied");
    }

    /** Spends the limits of the page, so that it comes last. */
    @ParameterizedTest
    @Order(Integer.MAX_VALUE)
    @CsvSource({"1280, light", "1280, dark", "390, light", "390, dark"})
    void page_in_use_fits_the_window(int width, String colors) throws IOException {
        page.show(width, colors);
        for (String button : List.of(
                "sign-in-user",
                "log-out-user",
                "me-user",
                "sign-in-phone",
                "sign-in-laptop",
                "renew",
                "log-out-phone",
                "audit",
                "get-product",
                "get-product",
                "list-tagged",
                "forget-boxes",
                "list-tagged",
                "turn-warehouse",
                "get-product",
                "ask-all",
                "read-often",
                "turn-warehouse",
                "burst",
                "take-tickets",
                "place-order",
                "list-orders",
                "reports-premium",
                "slow-calls")) {
            page.click(button);
        }
        page.photograph(Path.of(System.getProperty("it.output"), "demo-page-" + width + "-" + colors + ".png"));

        assertThat(page.scrollsSideways()).isFalse();
        assertThat(page.complaints()).isEmpty();
    }
}
