package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.boosterbeacon.it.client.Answer;
import io.boosterbeacon.it.client.DemoClient;
import io.boosterbeacon.it.client.Polling;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** The caches of the demo on every store. */
abstract class DemoCaches extends DemoLimits {
    /** The name of the store in the readiness check. */
    abstract String store();

    @Test
    void product_read_again_comes_from_the_cache_until_its_price_changes() {
        changePrice("1", "10");
        Answer cold = demo().product("1");
        List<Answer> warm = Stream.generate(() -> demo().product("1")).limit(10).toList();

        assertThat(cold.took()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
        assertThat(warm).allSatisfy(answer -> assertThat(loads(answer)).isEqualTo(loads(cold)));
        // a busy machine may pause, but not every time
        Polling.await("an answer of the cache within 20 ms")
                .until(() -> demo().product("1").took().compareTo(Duration.ofMillis(20)) < 0);

        changePrice("1", "9.5");

        Answer changed = demo().product("1");
        // TomEE's JSON-B writes a BigDecimal as a text
        assertThat(new BigDecimal(changed.text("price"))).isEqualByComparingTo("9.5");
        assertThat(loads(changed)).isEqualTo(loads(cold) + 1);
    }

    @Test
    void product_that_the_client_has_is_not_sent_again_until_its_price_changes() {
        Answer product = demo().product("7");
        assertThat(product.header("ETag")).startsWith("W/\"");
        assertThat(product.header("Cache-Control")).matches("(private, )?max-age=\\d+");
        assertThat(product.json().path("stale").isBoolean()).isTrue();
        assertThat(stale(product)).isFalse();

        Answer known = ifChanged("7", product.header("ETag"));
        assertThat(known.status()).isEqualTo(304);
        assertThat(known.body()).isEmpty();
        assertThat(known.header("ETag")).isEqualTo(product.header("ETag"));

        changePrice("7", "38.5");
        Answer changed = ifChanged("7", product.header("ETag"));
        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.header("ETag")).startsWith("W/\"").isNotEqualTo(product.header("ETag"));
    }

    @Test
    void cold_product_asked_for_32_times_at_once_is_loaded_once() {
        changePrice("2", "4.5");

        List<Answer> answers = DemoClient.atOnce(32, "api/products/2", demo());

        assertThat(answers).extracting(Answer::status).containsOnly(200);
        assertThat(answers).extracting(DemoCaches::loads).containsOnly(loads(answers.get(0)));
    }

    @Test
    void products_in_one_request_are_in_its_order_and_only_missing_ones_are_loaded() {
        List<JsonNode> before = products("1,2,3");
        changePrice("2", "4.75");
        changePrice("3", "15");

        List<JsonNode> after = products("3,1,2");

        assertThat(after).extracting(product -> product.path("id").asText()).containsExactly("3", "1", "2");
        assertThat(after)
                .extracting(product -> product.path("loads").asLong())
                .containsExactly(
                        before.get(2).path("loads").asLong() + 1,
                        before.get(0).path("loads").asLong(),
                        before.get(1).path("loads").asLong() + 1);
        assertThat(new BigDecimal(after.get(2).path("price").asText())).isEqualByComparingTo("4.75");
        assertThat(loads(demo().product("2")))
                .as("an entry that both requests read")
                .isEqualTo(after.get(2).path("loads").asLong());
    }

    @Test
    void products_in_one_request_are_repeated_as_asked_and_unknown_ones_are_left_out() {
        assertThat(products("2,999,1,2"))
                .extracting(product -> product.path("id").asText())
                .containsExactly("2", "1", "2");
    }

    @Test
    void products_in_too_long_a_request_are_refused() {
        String ids = String.join(",", Collections.nCopies(101, "1"));

        assertThat(demo().get("api/products?ids=" + ids, null).status()).isEqualTo(400);
        assertThat(products(ids.substring(2))).hasSize(100);
    }

    @Test
    void products_while_the_warehouse_is_down_are_served_stale_if_they_were_seen() {
        changePrice("8", "6.75");
        Answer seen = demo().product("8");
        demo().product("7");
        changePrice("4", "25");

        Answer stale;
        try {
            turnWarehouse(true);
            stale = demo().product("8");
            assertThat(stale.status()).isEqualTo(200);
            assertThat(stale(stale)).isTrue();
            assertThat(loads(stale)).isEqualTo(loads(seen));
            assertThat(stale.header("Warning")).isEmpty();
            assertThat(stale.header("Cache-Control")).isEqualTo("max-age=0");
            // the client's own product says that it is fresh
            assertThat(ifChanged("8", seen.header("ETag")))
                    .extracting(Answer::status, DemoCaches::stale)
                    .containsExactly(200, true);
            assertThat(products("8,7"))
                    .allSatisfy(product ->
                            assertThat(product.path("stale").asBoolean()).isTrue());

            Answer unseen = demo().product("4");
            assertThat(unseen.status()).isEqualTo(503);
            assertThat(unseen.header("Content-Type")).startsWith("application/problem+json");
            assertThat(unseen.text("detail")).contains("warehouse is down");
            assertThat(demo().get("api/products?ids=8,4", null).status()).isEqualTo(503);
        } finally {
            turnWarehouse(false);
        }

        assertThat(demo().product("8"))
                .extracting(Answer::status, DemoCaches::stale, DemoCaches::loads)
                .containsExactly(200, false, loads(seen));
        assertThat(ifChanged("8", seen.header("ETag")).status()).isEqualTo(304);
        assertThat(demo().product("4"))
                .extracting(Answer::status, DemoCaches::stale)
                .containsExactly(200, false);
    }

    @Test
    void products_with_a_tag_after_its_invalidation_are_loaded_again_and_others_are_not() {
        List<JsonNode> before = products("1,2,5,6");

        Answer forgotten = demo().send("DELETE", "api/products?tag=box", admin(), null);

        assertThat(forgotten.status()).isEqualTo(204);
        assertThat(products("1,2,5,6"))
                .extracting(product -> product.path("loads").asLong())
                .containsExactly(
                        before.get(0).path("loads").asLong() + 1,
                        before.get(1).path("loads").asLong(),
                        before.get(2).path("loads").asLong() + 1,
                        before.get(3).path("loads").asLong());
    }

    @Test
    void invalidation_of_a_tag_needs_an_admin_and_a_known_tag() {
        String path = "api/products?tag=";
        long loads = loads(demo().product("6"));

        assertThat(demo().send("DELETE", path + "pack", null, null).status()).isIn(401, 403);
        assertThat(demo().send("DELETE", path + "pack", demo().token("britta", "user"), null)
                        .status())
                .isEqualTo(403);
        for (String unknown : List.of(path + "packs", path, "api/products")) {
            Answer refused = demo().send("DELETE", unknown, admin(), null);
            assertThat(refused.status()).isEqualTo(400);
            assertThat(refused.text("detail")).contains("must be one of [box, ");
        }
        assertThat(loads(demo().product("6"))).isEqualTo(loads);
    }

    @Test
    void counts_of_each_cache_are_told_to_an_admin() {
        assertThat(demo().get("api/caches", null).status()).isIn(401, 403);
        assertThat(demo().get("api/caches", demo().token("britta", "user")).status())
                .isEqualTo(403);
        changePrice("6", "5");
        JsonNode before = counts();

        // a product becomes near when it is read from Redis
        for (int i = 0; i < 4; i++) {
            demo().product("6");
        }
        JsonNode after = counts();

        assertThat(grown(before, after, "loads")).isEqualTo(1);
        assertThat(grown(before, after, "nearHits") + grown(before, after, "remoteHits"))
                .isEqualTo(3);
        if (store().equals("redis")) {
            // on a busy machine a heartbeat may be late, and the next read then asks Redis
            Polling.await("a near hit").untilAsserted(() -> {
                JsonNode last = counts();
                demo().product("6");
                assertThat(grown(last, counts(), "nearHits")).isEqualTo(1);
            });
        } else {
            assertThat(grown(before, after, "nearHits")).isZero();
        }
        assertThat(grown(before, after, "misses")).isEqualTo(1);
        assertThat(grown(before, after, "errors")).isZero();
        assertThat(grown(before, after, "staleServes")).isZero();
    }

    private static long grown(JsonNode before, JsonNode after, String count) {
        assertThat(after.path(count).isNumber()).as(count).isTrue();
        return after.path(count).asLong() - before.path(count).asLong();
    }

    private JsonNode counts() {
        Answer caches = demo().get("api/caches", admin());
        assertThat(caches.status()).isEqualTo(200);
        return caches.json().path("product");
    }

    private String admin() {
        return demo().token("root", "admin");
    }

    /** Removes the product from the cache, too. */
    private void changePrice(String id, String price) {
        assertThat(demo().send("PUT", "api/products/" + id, null, "{\"price\":" + price + "}")
                        .status())
                .isEqualTo(200);
    }

    void turnWarehouse(boolean down) {
        Answer turned = demo().send("PUT", "api/warehouse", null, "{\"down\":" + down + "}");
        assertThat(turned.status()).isEqualTo(200);
        assertThat(turned.json().path("down").asBoolean(!down)).isEqualTo(down);
    }

    private List<JsonNode> products(String ids) {
        Answer answer = demo().get("api/products?ids=" + ids, null);
        assertThat(answer.status()).isEqualTo(200);
        return StreamSupport.stream(answer.json().spliterator(), false).toList();
    }

    private Answer ifChanged(String id, String tag) {
        return demo().sendWith("GET", "api/products/" + id, Map.of("If-None-Match", tag));
    }

    static boolean stale(Answer product) {
        return product.json().path("stale").asBoolean();
    }

    static long loads(Answer product) {
        return product.json().path("loads").asLong(-1);
    }
}
