package io.boosterbeacon.redis.internal.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boosterbeacon.redis.RedisErrorType;
import io.boosterbeacon.redis.RedisException;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.embedded.EmbeddedStore;
import io.boosterbeacon.redis.internal.store.redis.TestStores;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.lettuce.core.RedisClient;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.junit.jupiter.api.Test;

/** Anybody can make up texts that look like tokens, and send them to an endpoint that revokes what it gets. */
class ForgedTokensTest {
    private static JsonWebToken token() {
        long now = Instant.now().getEpochSecond();
        return Tokens.of("sub", "ada", now - 10, now + 900);
    }

    private static String forged(int number) {
        String payload = "{\"exp\":99999999999,\"n\":" + number + "}";
        return "e30."
                + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes(StandardCharsets.UTF_8))
                + ".c2ln";
    }

    private static long revokedOf(RevocationNode node, int many) {
        return IntStream.range(0, many)
                .filter(i -> {
                    try {
                        node.service.revokeToken(forged(i));
                        return true;
                    } catch (RedisException e) {
                        assertThat(e.type()).isEqualTo(RedisErrorType.COMMAND_ERROR);
                        return false;
                    }
                })
                .count();
    }

    @Test
    void flood_ofForgedTokens_takesABoundedShareAndNoVerifiedRevocation() {
        try (Scheduler scheduler = new Scheduler();
                RedisProcess server = RedisProcess.start();
                Store store = TestStores.connect(server.url());
                RedisClient client = RedisClient.create(server.url())) {
            RevocationNode node = new RevocationNode(store.revocations(), scheduler, InstantSource.system(), Map.of());
            List<JsonWebToken> verified =
                    IntStream.range(0, 200).mapToObj(i -> token()).toList();
            verified.forEach(token -> node.service.revokeToken(token, ""));
            long began = System.nanoTime();

            long taken = revokedOf(node, 15_000);

            long seconds = 1 + (System.nanoTime() - began) / 1_000_000_000;
            assertThat(taken).isBetween(10_000L, 10_000 + seconds * 1_000);
            assertThat(node.service.getBlacklistStats().totalTokensBlacklisted())
                    .isEqualTo(200 + taken);
            var redis = client.connect().sync();
            assertThat(redis.keys("beacon:{rev}:t:*"))
                    .allSatisfy(key -> assertThat(redis.pttl(key)).isBetween(1L, 86_460_000L));
            redis.flushall();
            assertThat(verified).allMatch(token -> node.saysOf(token).equals("revoked"));
        }
    }

    @Test
    void share_full_isSaidAndLeavesVerifiedTokensAlone() {
        try (Scheduler scheduler = new Scheduler();
                Store store = new EmbeddedStore(InstantSource.system())) {
            RevocationNode node = new RevocationNode(
                    store.revocations(),
                    scheduler,
                    InstantSource.system(),
                    Map.of("beacon.revocation.max-unverified-tokens", "50"));

            assertThat(revokedOf(node, 100)).isEqualTo(50);
            assertThatThrownBy(() -> node.service.revokeToken(forged(77)))
                    .isInstanceOf(RedisException.class)
                    .hasMessage(
                            "The token was not revoked: the store holds 50 unverified tokens, as many as"
                                    + " beacon.revocation.max-unverified-tokens accepts. Whoever holds a verified token should pass that");
            assertThat(node.service.isTokenRevoked(forged(77)))
                    .as("nor does the node remember it")
                    .isFalse();
            assertThat(node.service.isTokenRevoked(forged(7))).isTrue();

            JsonWebToken verified = token();
            node.service.revokeToken(verified, "");
            assertThat(node.saysOf(verified)).isEqualTo("revoked");
        }
    }
}
