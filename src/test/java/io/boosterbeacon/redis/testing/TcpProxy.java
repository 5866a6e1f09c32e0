package io.boosterbeacon.redis.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A proxy that fails as a network does: it drops all data, closes each new connection, or is slow. */
public final class TcpProxy implements AutoCloseable {
    private static final int SLOW_PIECE = 200;
    private static final Duration SLOW_PAUSE = Duration.ofMillis(20);

    private final int target;
    private final ServerSocket server;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile boolean hangingUp;
    private volatile boolean slow;
    private volatile Greeting greeting = Greeting.FORWARDED;
    private volatile String greetingReply = "";

    /** What happens to {@code HELLO}. */
    private enum Greeting {
        FORWARDED,
        ANSWERED,
        CLOSED,
        DROPPED
    }

    /** Both ends of a connection. */
    private static final class Link {
        private final Socket client;
        private final Socket target;
        private volatile boolean mute;

        private Link(Socket client, Socket target) {
            this.client = client;
            this.target = target;
        }

        private void close() {
            try (client;
                    target) {
                mute = true;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** @param target the port on loopback that it forwards to */
    public TcpProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        background(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Drops all data on the open connections, like a cut cable. New connections work. */
    public void muteAll() {
        links.forEach(link -> link.mute = true);
    }

    /** Passes answers on at 10 kB a second, in small pieces. */
    public void slowDown() {
        slow = true;
    }

    /** Closes all connections, and each new one at once; false ends this. */
    public void hangUp(boolean on) {
        hangingUp = on;
        if (on) {
            links.forEach(Link::close);
        }
    }

    /** Answers {@code HELLO} itself, like a proxy that does not know this command. */
    public void answerGreetings(String reply) {
        greetingReply = reply;
        greeting = Greeting.ANSWERED;
    }

    /** Closes each connection that begins with {@code HELLO}. */
    public void hangUpOnGreetings() {
        greeting = Greeting.CLOSED;
    }

    /** Never answers {@code HELLO}. */
    public void swallowGreetings() {
        greeting = Greeting.DROPPED;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                accepted.incrementAndGet();
                if (hangingUp) {
                    client.close();
                    continue;
                }
                Link link = new Link(client, new Socket(InetAddress.getLoopbackAddress(), target));
                links.add(link);
                background(() -> forward(link, link.client, link.target));
                background(() -> forward(link, link.target, link.client));
            } catch (IOException e) {
                // closed, or the target is not there: the client sees its connection end
            }
        }
    }

    private void forward(Link link, Socket from, Socket to) {
        byte[] buffer = new byte[8_192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (greeting != Greeting.FORWARDED && from == link.client && isGreeting(buffer, read)) {
                    if (greeting == Greeting.CLOSED) {
                        break;
                    }
                    if (greeting == Greeting.ANSWERED) {
                        from.getOutputStream().write(greetingReply.getBytes(StandardCharsets.UTF_8));
                    }
                } else if (!link.mute) {
                    write(out, buffer, read, slow && from == link.target);
                }
            }
        } catch (IOException e) {
            // one end is closed
        }
        link.close();
    }

    private static void write(OutputStream out, byte[] bytes, int length, boolean slowly) throws IOException {
        int piece = slowly ? SLOW_PIECE : length;
        for (int from = 0; from < length; from += piece) {
            out.write(bytes, from, Math.min(piece, length - from));
            out.flush();
            if (slowly) {
                pause();
            }
        }
    }

    private static void pause() throws IOException {
        try {
            Thread.sleep(SLOW_PAUSE.toMillis());
        } catch (InterruptedException e) {
            throw new InterruptedIOException();
        }
    }

    /** A client waits for its answer before it sends anything else. */
    private static boolean isGreeting(byte[] bytes, int length) {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1).contains("\r\nHELLO\r\n");
    }

    private static void background(Runnable task) {
        Thread thread = new Thread(task, "tcp-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        links.forEach(Link::close);
    }
}
