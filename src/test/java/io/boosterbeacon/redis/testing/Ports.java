package io.boosterbeacon.redis.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for servers that start later. A port that the operating system picks may be given to an outgoing connection
 * before its server binds it; these lie below the range that such connections are taken from, on every system's
 * default.
 */
public final class Ports {
    private static final int LOWEST = 10_000;
    private static final int HIGHEST = 30_000;
    /** Several JVMs test at once, and a server may bind its port seconds later: each JVM has ports of its own. */
    private static final int FORKS = 4;

    private static final int FORK = Math.floorMod(Integer.getInteger("test.fork", 0), FORKS);
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

    private Ports() {}

    /** A port that nothing listens on and that this JVM has not given to anybody else. */
    public static int free() {
        for (int tries = 0; tries < 1_000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST / FORKS, HIGHEST / FORKS) * FORKS + FORK;
            if (isFree(port) && GIVEN.add(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port from " + LOWEST + " to " + HIGHEST);
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
