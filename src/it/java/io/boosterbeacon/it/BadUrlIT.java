package io.boosterbeacon.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A wrong configuration stops the deployment, with one message that says what is wrong. */
class BadUrlIT {
    @Test
    void deployment_with_a_wrong_url_fails_and_names_the_property() throws Exception {
        try (PayaraProcess payara = PayaraProcess.start("bad-url-it", Map.of("REDIS_URL", "nonsense"))) {
            List<String> exceptions = payara.log()
                    .lines()
                    .filter(line -> line.matches("(Caused by: )?[\\w.]+(Exception|Error):.*"))
                    .toList();

            assertThat(exceptions)
                    .singleElement()
                    .asString()
                    .contains("redis.url is \"nonsense\"", "accepted: redis://");
            assertThat(payara.log()).contains("\"Deployed\": [\n        ]");
        }
    }
}
