package io.boosterbeacon.demo.web;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.URL;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Prints the address of the demo as soon as it answers there; nothing unless {@code mvn -Pdemo} has set the port. */
@ApplicationScoped
public class Welcome {
    @Resource
    ManagedExecutorService executor;

    void started(@Observes @Initialized(ApplicationScoped.class) Object context) {
        int port = Integer.getInteger("demo.port", 0);
        if (port > 0) {
            later(() -> greetWhenReachable(port));
        }
    }

    private void greetWhenReachable(int port) {
        if (!isReachable(port)) {
            later(() -> greetWhenReachable(port));
            return;
        }
        System.out.printf(
                """

                BoosterBeacon Redis demo: http://localhost:%1$d/   (Ctrl+C stops it)

                Try, for instance:
                  curl -i http://localhost:%1$d/api/products/1
                  curl -i 'http://localhost:%1$d/api/products?ids=3,1,2'
                  curl -i -X PUT -d '{"down":true}' http://localhost:%1$d/api/warehouse
                  curl -i 'http://localhost:%1$d/api/search?q=booster'
                  for i in 1 2 3 4 5 6; do curl -i http://localhost:%1$d/api/tickets; done
                  TOKEN=$(curl -s -d '{"user":"ada"}' http://localhost:%1$d/api/session | cut -d'"' -f4)
                  curl -i -H "Authorization: Bearer $TOKEN" http://localhost:%1$d/api/me
                  curl -i -H "Authorization: Bearer $TOKEN" http://localhost:%1$d/api/sessions
                  curl -i -H "Authorization: Bearer $TOKEN" -X DELETE http://localhost:%1$d/api/session
                  curl -i http://localhost:%1$d/health/ready
                """,
                port);
    }

    /** The server opens its port before it serves the application. */
    private static boolean isReachable(int port) {
        try {
            URL page = new URL("http", InetAddress.getLoopbackAddress().getHostAddress(), port, "/");
            return ((HttpURLConnection) page.openConnection()).getResponseCode() == HttpURLConnection.HTTP_OK;
        } catch (IOException notYet) {
            return false;
        }
    }

    private void later(Runnable task) {
        CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS, executor).execute(task);
    }
}
