package io.boosterbeacon.redis.internal.store.redis;

import static io.boosterbeacon.redis.internal.store.redis.Faults.MINUTE;
import static io.boosterbeacon.redis.internal.store.redis.Faults.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.boosterbeacon.redis.internal.cache.key.Tags;
import io.boosterbeacon.redis.internal.codec.Digest;
import io.boosterbeacon.redis.internal.store.AuditTrail;
import io.boosterbeacon.redis.internal.store.CacheEntry;
import io.boosterbeacon.redis.internal.store.Cutoff;
import io.boosterbeacon.redis.internal.store.GroupRevocation;
import io.boosterbeacon.redis.internal.store.Lifetime;
import io.boosterbeacon.redis.internal.store.RefreshStore;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequest;
import io.boosterbeacon.redis.internal.store.RevocationAuditStore.RejectedRequests;
import io.boosterbeacon.redis.internal.store.RevocationNote;
import io.boosterbeacon.redis.internal.store.RevocationStore.Known;
import io.boosterbeacon.redis.internal.store.RevocationStore.Stored;
import io.boosterbeacon.redis.internal.store.Store;
import io.boosterbeacon.redis.internal.store.TokenQuery;
import io.boosterbeacon.redis.internal.store.TokenRevocation;
import io.boosterbeacon.redis.internal.telemetry.Telemetry;
import io.boosterbeacon.redis.revocation.Revocation.Scope;
import io.boosterbeacon.redis.testing.Marks;
import io.boosterbeacon.redis.testing.RedisProcess;
import io.boosterbeacon.redis.testing.Requests;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.Range;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.sync.RedisCommands;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyHygieneTest {
    private static final String USER = "ada-lovelace";
    private static final String TOKEN = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl";

    @Test
    void everyKey_afterAMixOfAllOperations_hasThePrefixAnEndAndNoIdentity() {
        try (RedisProcess server = RedisProcess.start();
                Store store = RedisStore.connect(Faults.options(server.url()), Telemetry.NONE);
                Operator operator = new Operator(server.url())) {
            useAllOperations(store);

            List<String> keys = scan(operator.redis());

            // counters, entries, indexes, values, leases and generations
            assertThat(keys).hasSizeGreaterThan(40);
            assertThat(keys).allSatisfy(key -> {
                assertThat(key).startsWith("beacon:").doesNotContain(USER, TOKEN, "lovelace", "eyJ");
                assertThat(operator.redis().pttl(key)).isPositive();
                assertThat(content(operator.redis(), key)).doesNotContain(USER, TOKEN);
            });
        }
    }

    private static void useAllOperations(Store store) {
        String user = Digest.of("user", USER);
        String token = Digest.of("token", TOKEN);
        var limits = store.rateLimits();
        done(limits.tryAcquire(user, List.of(Requests.of("a", 2, MINUTE, 1), Requests.of("b", 1, MINUTE, 1))));
        done(limits.tryAcquire(user, List.of(Requests.of("a", 2, MINUTE, 1), Requests.of("b", 1, MINUTE, 1))));
        done(limits.adjust(user, "penalized", Requests.window(1, MINUTE), 5));
        done(limits.adjust(user, "a", Requests.window(1, MINUTE), 5));
        done(limits.adjust(user, "a", Requests.ANY, -100));
        done(limits.adjust(user, "absent", Requests.ANY, -1));
        done(limits.adjust(user, "absent", Requests.ANY, 0));
        done(limits.tryAcquire(user, List.of(Requests.of("reset", 2, MINUTE, 1))));
        done(limits.reset(user, "reset", Requests.ANY));

        var revocations = store.revocations();
        Instant now = Instant.now();
        done(revocations.beat(new Known(Optional.empty(), 0, now, MINUTE)));
        done(revocations.revokeToken(Marks.token(List.of(token, Digest.of("jti", USER)), now.plus(MINUTE))));
        done(revocations.revokeToken(
                Marks.token(List.of(token), now.plus(MINUTE).plus(MINUTE))));
        done(revocations.revokeToken(Marks.token(List.of(Digest.of("expired")), now.minus(MINUTE))));
        done(revocations.revokeToken(Marks.text(Digest.of("text"), now.plus(MINUTE), 1)));
        done(revocations.revokeToken(Marks.text(Digest.of("one too many"), now.plus(MINUTE), 1)));
        done(revocations.revokeGroup(Marks.user(user, MINUTE)));
        done(revocations.revokeGroup(Marks.user(user, MINUTE.dividedBy(2))));
        AuditTrail trail = new AuditTrail("node", List.of(user), 1_000, MINUTE);
        RevocationNote note = new RevocationNote("", Digest.of("actor", USER), false, trail);
        done(revocations.revokeToken(new TokenRevocation(
                Scope.TOKEN, List.of(token), now.plus(MINUTE), MINUTE, OptionalLong.of(10), Optional.empty(), note)));
        RejectedRequest rejected = new RejectedRequest(token, List.of(user), "GET /orders/{id}");
        done(store.revocationAudit().reject(new RejectedRequests("instance", 1, 1, List.of(rejected)), trail));
        done(revocations.revokeGroup(new GroupRevocation(
                Scope.USER,
                Digest.of("user", "kept"),
                Optional.of(now),
                now,
                Set.of(token, Digest.of("sid")),
                MINUTE,
                note)));
        done(revocations.revokeToken(Marks.session(Digest.of("sid", USER), now.plus(MINUTE))));
        for (Scope scope : List.of(Scope.CLIENT, Scope.ISSUER, Scope.CLAIM)) {
            done(revocations.revokeGroup(Marks.group(scope, Digest.of(scope.name(), USER), MINUTE)));
        }
        done(revocations.restore(Marks.restored(Scope.CLIENT, Digest.of(Scope.CLIENT.name(), USER))));
        done(revocations.restore(Marks.restored(Scope.TOKEN, Digest.of("text"))));
        RefreshStore.Ending ending = new RefreshStore.Ending(Digest.of("login", USER), true, MINUTE, note);
        done(store.refreshTokens()
                .register(new RefreshStore.NewFamily(
                        ending.family(), token, Optional.of(Digest.of("sid")), List.of(user), MINUTE, MINUTE, now)));
        done(store.refreshTokens()
                .register(new RefreshStore.NewFamily(
                        Digest.of("kept"), token, Optional.of(Digest.of("s")), List.of(), MINUTE, MINUTE, now)));
        RefreshStore.Ending kept = new RefreshStore.Ending(Digest.of("kept"), true, MINUTE, note);
        done(store.refreshTokens().rotate(new RefreshStore.Rotation(token, Digest.of("next"), "salt", MINUTE, kept)));
        done(store.refreshTokens().revoke(ending));
        done(revocations.find(TokenQuery.of(List.of(token), List.of(user))));
        done(revocations.stats());
        done(revocations.copies(Stored.group(user, Cutoff.of(now.toEpochMilli()), now), 0, false));

        RedisKeysTest.hostileNames().forEach(name -> useCacheAndKeys(store, name, user));
        done(store.cache().put(new CacheEntry.Cached("cleared", user), new byte[1], Lifetime.of(MINUTE)));
        done(store.cache().clear("cleared"));
        CacheEntry.Cached tagged = new CacheEntry.Cached("tagged", user);
        store.cache().useTags("tagged");
        done(store.cache().readOrLease(tagged, "token", MINUTE));
        done(store.cache().invalidateTags("tagged", List.of(Tags.hash(USER))));
        done(store.cache().renew(tagged, "token", MINUTE.multipliedBy(2)));
        done(store.cache()
                .write(tagged, "token", new byte[1], Lifetime.of(MINUTE), List.of(Tags.hash("other" + USER))));
        done(store.cache().readOrLease(new CacheEntry.Cached("tagged", token), "token", MINUTE));
    }

    private static void useCacheAndKeys(Store store, String name, String user) {
        byte[] value = name.getBytes(StandardCharsets.UTF_8);
        var cache = store.cache();
        for (CacheEntry entry : List.of(
                new CacheEntry.Plain(name),
                new CacheEntry.Cached("profiles", Digest.of(USER, name)),
                new CacheEntry.Cached("profiles", user))) {
            done(cache.readOrLease(entry, "token1", MINUTE));
            done(cache.renew(entry, "token1", MINUTE.multipliedBy(2)));
            done(cache.write(entry, "token1", value, Lifetime.of(MINUTE)));
            done(cache.invalidate(List.of(entry)));
            done(cache.readOrLease(entry, "token2", MINUTE));
            done(cache.release(entry, "token2"));
            done(cache.put(entry, value, Lifetime.of(MINUTE.multipliedBy(3))));
        }
        done(cache.readOrLease(new CacheEntry.Cached("loading", Digest.of(name)), "token", MINUTE));

        var keys = store.keyValues();
        done(keys.set(name, value, MINUTE));
        done(keys.setAll(Map.of(name, value, name + "2", value), MINUTE));
        done(keys.expire(name + "2", MINUTE.dividedBy(2)));
        done(keys.increment("count" + name, 1, MINUTE));
        done(keys.increment("count" + name, 1, MINUTE));
        done(keys.set("deleted" + name, value, MINUTE));
        done(keys.delete(List.of("deleted" + name)));
        assertThat(done(keys.get(name))).hasValue(value);
    }

    private static List<String> scan(RedisCommands<String, String> redis) {
        List<String> keys = new ArrayList<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        while (!cursor.isFinished()) {
            KeyScanCursor<String> page = redis.scan(cursor, ScanArgs.Builder.limit(100));
            keys.addAll(page.getKeys());
            cursor = page;
        }
        return keys;
    }

    private static String content(RedisCommands<String, String> redis, String key) {
        return switch (redis.type(key)) {
            case "zset" -> String.valueOf(redis.zrange(key, 0, -1));
            case "hash" -> String.valueOf(redis.hgetall(key));
            case "stream" -> String.valueOf(redis.xrange(key, Range.unbounded()));
            default -> String.valueOf(redis.get(key));
        };
    }
}
