package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.revocation.OpenConnection;
import io.boosterbeacon.redis.revocation.TokenBlacklistService;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker;
import io.boosterbeacon.redis.revocation.TokenRevocationChecker.Status;
import io.boosterbeacon.redis.testing.Application;
import io.boosterbeacon.redis.testing.RedisProcess;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** Connections on one node that end with what another one revokes, through a server. */
class ConnectionsOnRedisTest {
    private static final int TOKENS = 530;

    private static JsonWebToken token(int number) {
        long now = Instant.now().getEpochSecond();
        return Tokens.of("sub", "user-" + number, now - 10, now + 900);
    }

    @Test
    void connections_ofTokensRevokedOnAnotherNode_areClosedAndNoOthers() throws Exception {
        try (RedisProcess redis = RedisProcess.start()) {
            Map<String, String> settings = Application.on(redis.url());
            settings.put("beacon.revocation.connection-check-interval", "200ms");
            try (Application here = new Application(settings);
                    Application there = new Application(settings)) {
                TokenRevocationChecker checker = here.bean(TokenRevocationChecker.class);
                TokenBlacklistService blacklist = there.bean(TokenBlacklistService.class);
                List<JsonWebToken> tokens = IntStream.range(0, TOKENS)
                        .mapToObj(ConnectionsOnRedisTest::token)
                        .toList();
                Set<JsonWebToken> closed = ConcurrentHashMap.newKeySet();
                List<OpenConnection> open = new ArrayList<>();
                for (JsonWebToken token : tokens) {
                    // as the filter of the request does
                    assertThat(checker.check(token)).isEqualTo(Status.ACCEPTED);
                    open.add(checker.closeWithToken(token, () -> true, () -> closed.add(token)));
                }

                JsonWebToken one = tokens.get(7);
                JsonWebToken all = tokens.get(TOKENS - 1);
                blacklist.revokeToken(one, "logout");
                blacklist.revokeAllUserTokens(all, "logout everywhere");

                await().atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(closed).containsOnly(one, all));
                // three more checks
                await().during(Duration.ofMillis(600))
                        .atMost(Duration.ofSeconds(20))
                        .untilAsserted(() -> assertThat(closed).containsOnly(one, all));
                assertThat(checker.check(one)).isEqualTo(Status.REVOKED);
                assertThat(checker.check(tokens.get(0))).isEqualTo(Status.ACCEPTED);
                open.forEach(OpenConnection::close);
            }
        }
    }
}
