package io.boosterbeacon.redis.internal.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.config.ApplicationSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a container calls an application becomes a name that its next version has too. */
class ApplicationNameTest {
    @ParameterizedTest
    @CsvSource({
        "shop, shop",
        "shop-2, shop-2",
        "shop-1.4, shop",
        "shop-1.4.2-SNAPSHOT, shop",
        "shop-v1.4.2.Final, shop",
        "shop_1.0.0-rc.1, shop",
        "1.4, 1.4",
        "ROOT, ROOT",
    })
    void name_withAVersion_losesIt(String given, String name) {
        assertThat(ApplicationName.clean(given)).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource({"shop##007, shop", "shop:1.0, shop", "shop, shop", "shop-1.0, shop-1.0"})
    void deployment_withAVersion_losesIt(String given, String name) {
        assertThat(ApplicationName.untagged(given)).isEqualTo(name);
    }

    @Test
    void contextPath_withAColon_isOfAnotherApplication() {
        assertThat(ApplicationName.clean("shop:eu")).isNotEqualTo(ApplicationName.clean("shop:us"));
        assertThat(ApplicationName.clean("shop:eu")).isNotEqualTo(ApplicationName.clean("shop"));
    }

    @Test
    void name_withOtherLetters_isReplacedByOneThatNoOtherHas() {
        assertThat(ApplicationName.clean("a/b")).startsWith("a-b-").isNotEqualTo(ApplicationName.clean("a b"));
        assertThat(ApplicationName.clean("x".repeat(300))).matches(ApplicationSettings::isName);
        assertThat(ApplicationName.clean("x".repeat(300))).isNotEqualTo(ApplicationName.clean("x".repeat(301)));
    }
}
