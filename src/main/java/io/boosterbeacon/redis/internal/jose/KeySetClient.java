package io.boosterbeacon.redis.internal.jose;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.lang.JoseException;
import org.jspecify.annotations.Nullable;

/**
 * Fetches key sets by HTTP. The deadline includes the body, whose size is limited, and redirections are not followed.
 * Thread-safe.
 */
final class KeySetClient implements AutoCloseable {
    private static final int MAX_BYTES = 512 * 1024;
    private static final int OK = 200;

    private final Executor executor;
    private final Duration timeout;
    private final ReentrantLock starting = new ReentrantLock();
    private @Nullable HttpClient client;

    /** @param executor runs the callbacks of the client */
    KeySetClient(Executor executor, Duration timeout) {
        this.executor = executor;
        this.timeout = timeout;
    }

    /** Fetches a key set. */
    List<JsonWebKey> fetch(URI address) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(address)
                .timeout(timeout)
                .header("Accept", "application/jwk-set+json, application/json")
                .build();
        CompletableFuture<HttpResponse<byte[]>> answer =
                client().sendAsync(request, head -> new LimitedBody(MAX_BYTES));
        try {
            HttpResponse<byte[]> response = answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
            if (response.statusCode() != OK) {
                throw new IOException("the status is " + response.statusCode());
            }
            return KeySetFormat.set(new String(response.body(), StandardCharsets.UTF_8));
        } catch (TimeoutException e) {
            throw new IOException("no answer within " + timeout.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e.getCause());
        } catch (JoseException e) {
            throw new IOException("the answer is no key set", e);
        } finally {
            // also ends an answer whose body is still coming
            answer.cancel(true);
        }
    }

    private HttpClient client() {
        starting.lock();
        try {
            HttpClient started = client;
            if (started == null) {
                started = start();
                client = started;
            }
            return started;
        } finally {
            starting.unlock();
        }
    }

    /** The client's thread would keep the class loader of the application. */
    private HttpClient start() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            return HttpClient.newBuilder()
                    // one request in minutes needs no upgrade
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(executor)
                    .connectTimeout(timeout)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Before JDK 21, the client's thread ends when the client is no longer reachable. */
    @Override
    public void close() {
        starting.lock();
        try {
            Object started = client;
            client = null;
            if (started instanceof AutoCloseable closeable) {
                closeable.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP client cannot be closed", e);
        } finally {
            starting.unlock();
        }
    }
}
