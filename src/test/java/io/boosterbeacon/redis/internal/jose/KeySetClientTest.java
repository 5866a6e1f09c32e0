package io.boosterbeacon.redis.internal.jose;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.boosterbeacon.redis.internal.concurrent.Scheduler;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Answers of issuers that are slow, broken, huge or somewhere else. */
class KeySetClientTest {
    private static final Duration TIMEOUT = Duration.ofMillis(800);

    private final Scheduler timers = new Scheduler();
    private final KeySetClient client = new KeySetClient(timers::offload, Duration.ofSeconds(30));
    private final KeySetClient impatient = new KeySetClient(timers::offload, TIMEOUT);
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final CountDownLatch ended = new CountDownLatch(1);
    private final AtomicInteger elsewhere = new AtomicInteger();
    private HttpServer server;

    private interface Handler {
        void answer(HttpExchange exchange) throws IOException, InterruptedException;
    }

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(serving);
        server.start();
        on("/good", exchange -> send(exchange, Issuer.keySet(Issuer.RSA, Issuer.EC)));
    }

    @AfterEach
    void stop() {
        ended.countDown();
        client.close();
        impatient.close();
        server.stop(0);
        serving.shutdownNow();
        timers.close();
    }

    private void on(String path, Handler handler) {
        server.createContext(path, exchange -> {
            try (exchange) {
                handler.answer(exchange);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void send(HttpExchange exchange, String body) throws IOException {
        byte[] bytes = body.getBytes(UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private URI address(String path) {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
    }

    private void assertRefused(KeySetClient client, String path, String why) {
        long begun = System.nanoTime();
        assertThatThrownBy(() -> client.fetch(address(path)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void keySet_ofAGoodIssuer_isRead() throws Exception {
        assertThat(client.fetch(address("/good"))).hasSize(2);
        assertThat(client.fetch(address("/good"))).hasSize(2);
    }

    @Test
    void symmetricAndUnknownKeys_inASet_areLeftOut() throws Exception {
        String known = Issuer.EC.key().toPublicJWK().toJSONString();
        on(
                "/mixed",
                exchange -> send(
                        exchange,
                        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"c2VjcmV0\"},{\"kty\":\"future\",\"x\":1}," + known
                                + "]}"));

        assertThat(client.fetch(address("/mixed"))).singleElement().satisfies(key -> assertThat(key.getKeyId())
                .isEqualTo("ec-1"));
    }

    @Test
    void answer_thatDoesNotCome_isGivenUp() {
        on("/silent", exchange -> {
            boolean unused = ended.await(30, TimeUnit.SECONDS);
        });

        assertRefused(impatient, "/silent", "");
    }

    @Test
    void body_thatDripsForEver_isGivenUp() {
        on("/dripping", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            OutputStream body = exchange.getResponseBody();
            while (!ended.await(20, TimeUnit.MILLISECONDS)) {
                body.write(' ');
                body.flush();
            }
        });

        assertRefused(impatient, "/dripping", "no answer within 800 ms");
    }

    @Test
    void body_thatIsHuge_isNotReadToItsEnd() {
        on("/huge", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] portion = new byte[64 * 1024];
            for (int i = 0; i < 10_000; i++) {
                exchange.getResponseBody().write(portion);
            }
        });

        assertRefused(client, "/huge", "longer than 524288 bytes");
    }

    @Test
    void redirection_isNotFollowed() {
        on("/elsewhere", exchange -> {
            elsewhere.incrementAndGet();
            send(exchange, Issuer.keySet(Issuer.RSA));
        });
        on("/moved", exchange -> {
            exchange.getResponseHeaders().set("Location", address("/elsewhere").toString());
            exchange.sendResponseHeaders(302, -1);
        });

        assertRefused(client, "/moved", "the status is 302");
        assertThat(elsewhere).hasValue(0);
    }

    @Test
    void answer_thatIsNoKeySet_isRefused() {
        on("/html", exchange -> send(exchange, "<html></html>"));
        on("/empty", exchange -> send(exchange, "{\"keys\":[]}"));
        on("/broken", exchange -> exchange.sendResponseHeaders(500, -1));

        assertRefused(client, "/html", "the answer is no key set");
        assertRefused(client, "/empty", "the answer is no key set");
        assertRefused(client, "/broken", "the status is 500");
    }

    @Test
    void issuer_thatIsNotThere_isAFailure() {
        URI gone = address("/good");
        server.stop(0);

        assertThatThrownBy(() -> client.fetch(gone)).isInstanceOf(IOException.class);
    }
}
