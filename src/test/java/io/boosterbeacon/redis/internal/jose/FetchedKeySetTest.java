package io.boosterbeacon.redis.internal.jose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boosterbeacon.redis.internal.config.EndpointSettings.Fetching;
import io.boosterbeacon.redis.internal.config.TrustedIssuer;
import io.boosterbeacon.redis.internal.jose.Verification.Signed;
import io.boosterbeacon.redis.internal.jose.Verification.UnknownKey;
import io.boosterbeacon.redis.internal.jose.Verification.Unverifiable;
import io.boosterbeacon.redis.testing.HandMovedClock;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;

/** How often an issuer is asked for its keys, and what happens while it does not answer. */
class FetchedKeySetTest {
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final Issuer ROTATED = new Issuer(Issuer.MAIN, Issuer.ec("ec-2"));

    private final HandMovedClock clock = new HandMovedClock();
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile List<Issuer> published = List.of(Issuer.EC);
    private volatile boolean down;
    private volatile Duration lasts = Duration.ZERO;
    private volatile CountDownLatch answers = new CountDownLatch(0);

    private final FetchedKeySet.Source source = new FetchedKeySet.Source() {
        @Override
        public List<JsonWebKey> fetch() throws IOException, InterruptedException {
            fetches.incrementAndGet();
            boolean unused = answers.await(10, TimeUnit.SECONDS);
            clock.move(lasts);
            if (down) {
                throw new IOException("down");
            }
            try {
                return KeySetFormat.set(Issuer.keySet(published.toArray(Issuer[]::new)));
            } catch (JoseException e) {
                throw new IOException(e);
            }
        }

        @Override
        public String name() {
            return "main";
        }
    };
    private final FetchedKeySet keys =
            new FetchedKeySet(source, new Fetching(Duration.ofSeconds(2), LIFETIME), clock::nanos);
    private final TokenVerifier verifier = new TokenVerifier(List.of(new IssuerKeys(
            new TrustedIssuer(
                    "main",
                    Issuer.MAIN,
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of("ES256", "RS256")),
            keys)));

    private final Map<String, Object> claims = Issuer.EC.claims();
    private final String old = Issuer.EC.sign(claims);
    private final String rotated = ROTATED.sign(claims);

    @Test
    void keys_whileTheyAreFresh_areFetchedOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
            clock.move(LIFETIME.dividedBy(11));
        }
        assertThat(fetches).hasValue(1);

        clock.move(LIFETIME);
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void keyThatTheIssuerHasAdded_isFetchedWithItsFirstToken() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        published = List.of(Issuer.EC, ROTATED);
        clock.move(FetchedKeySet.MIN_INTERVAL);

        assertThat(verifier.verify(rotated)).isInstanceOf(Signed.class);
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void keyThatTheIssuerHasRemoved_isNotAcceptedAfterTheLifetime() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        published = List.of(ROTATED);
        clock.move(LIFETIME);

        assertThat(verifier.verify(old)).isInstanceOf(Unverifiable.class);
    }

    @Test
    void unknownKeys_asManyAsAnAttackerSends_areFetchedAtMostOnceInTheInterval() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        for (int i = 0; i < 50; i++) {
            // the issuer may have got the key in this moment: it is not said to be forged
            assertThat(verifier.verify(rotated)).isInstanceOf(UnknownKey.class);
        }
        assertThat(fetches).hasValue(1);

        clock.move(FetchedKeySet.MIN_INTERVAL);
        assertThat(verifier.verify(rotated)).isInstanceOf(Unverifiable.class);
        assertThat(verifier.verify(rotated)).isInstanceOf(UnknownKey.class);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void issuerThatFails_leavesItsLastKeysForAWhile() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        down = true;
        clock.move(LIFETIME);

        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        assertThat(verifier.verify(rotated)).isInstanceOf(UnknownKey.class);
        assertThat(fetches).hasValue(2);

        clock.move(LIFETIME.multipliedBy(FetchedKeySet.STALE_LIFETIMES));
        assertThatThrownBy(() -> verifier.verify(old)).isInstanceOf(KeysUnavailableException.class);
        assertThat(fetches).hasValue(3);
    }

    @Test
    void issuerThatHasNeverAnswered_isAskedAgainAfterTheInterval() throws Exception {
        down = true;
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> verifier.verify(old)).isInstanceOf(KeysUnavailableException.class);
        }
        assertThat(fetches).hasValue(1);

        down = false;
        clock.move(FetchedKeySet.MIN_INTERVAL);
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
    }

    /** The issuer may have got the key after it has answered the other thread. */
    @Test
    void unknownKey_whileAnotherThreadFetches_isNotSaidToBeForged() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        clock.move(FetchedKeySet.MIN_INTERVAL);
        answers = new CountDownLatch(1);
        List<Verification> found = new CopyOnWriteArrayList<>();
        Runnable verify = () -> {
            try {
                found.add(verifier.verify(rotated));
            } catch (KeysUnavailableException e) {
                throw new IllegalStateException(e);
            }
        };
        Thread first = new Thread(verify);
        first.start();
        await().until(() -> fetches.get() == 2);
        Thread second = new Thread(verify);
        second.start();
        await().until(() -> second.getState() == Thread.State.TIMED_WAITING);

        answers.countDown();
        first.join(TimeUnit.SECONDS.toMillis(10));
        second.join(TimeUnit.SECONDS.toMillis(10));

        assertThat(found).hasSize(2).hasAtLeastOneElementOfType(Unverifiable.class);
        assertThat(found).hasAtLeastOneElementOfType(UnknownKey.class);
        assertThat(fetches).hasValue(2);
    }

    /** Else threads that wait for a slow issuer would ask it one after the other. */
    @Test
    void issuerThatIsSlow_hasAPauseAfterItsAnswer() throws Exception {
        assertThat(verifier.verify(old)).isInstanceOf(Signed.class);
        clock.move(FetchedKeySet.MIN_INTERVAL);
        lasts = FetchedKeySet.MIN_INTERVAL.multipliedBy(2);

        assertThat(verifier.verify(rotated)).isInstanceOf(Unverifiable.class);
        assertThat(verifier.verify(rotated)).isInstanceOf(UnknownKey.class);
        assertThat(fetches).hasValue(2);
    }

    /** Everybody can send tokens with unknown keys. */
    @Test
    void issuerThatDoesNotAnswer_holdsSoManyThreadsAndNoMore() throws Exception {
        FetchedKeySet slow = new FetchedKeySet(source, new Fetching(Duration.ofSeconds(30), LIFETIME), clock::nanos);
        answers = new CountDownLatch(1);
        List<Thread> waiting = new CopyOnWriteArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<KeySet.Keys>> found = IntStream.rangeClosed(0, FetchedKeySet.MAX_WAITING)
                    .mapToObj(i -> threads.submit(() -> {
                        waiting.add(Thread.currentThread());
                        return slow.current();
                    }))
                    .toList();
            await().until(() -> waiting.size() == found.size()
                    && waiting.stream().allMatch(each -> each.getState() == Thread.State.TIMED_WAITING));

            assertThatThrownBy(slow::current).isInstanceOf(KeysUnavailableException.class);

            answers.countDown();
            for (Future<KeySet.Keys> each : found) {
                assertThat(each.get(20, TimeUnit.SECONDS).list()).hasSize(1);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fetches).hasValue(1);
    }

    @Test
    void manyThreads_atTheSameTime_askOnce() throws Exception {
        answers = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Verification>> found = IntStream.range(0, 8)
                    .mapToObj(i -> threads.submit(() -> verifier.verify(old)))
                    .toList();
            answers.countDown();
            for (Future<Verification> each : found) {
                assertThat(each.get(20, TimeUnit.SECONDS)).isInstanceOf(Signed.class);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(fetches).hasValue(1);
    }
}
